import type { Caller } from "./scene.ts";

/** One call, to see whether AWS lets the caller make it. It changes nothing that others rely on. */
export type Probe = (as: Caller) => Promise<unknown>;

/** What came of each probe: `allowed`, `refused`, or the name of the error that was in the way. */
export async function outcomes(caller: Caller, probes: Record<string, Probe>): Promise<Record<string, string>> {
  const told: Record<string, string> = {};
  for (const [call, probe] of Object.entries(probes)) {
    told[call] = await probe(caller).then(
      () => "allowed",
      ({ name }: Error) => (/AccessDenied|AuthorizationError/.test(name) ? "refused" : name),
    );
  }
  return told;
}

/** Counts an error of the service itself, which only a caller with the right comes to see, as having been let in. */
export async function despite(name: string, call: Promise<unknown>): Promise<void> {
  await call.catch((error: Error) => {
    if (error.name !== name) throw error;
  });
}
