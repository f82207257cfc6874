import { FALLBACK_STAGE } from "../../sst/names.ts";
import { UNTESTED, type VerifyRequest, type VerifyResult } from "../api.ts";
import { VaultError } from "../errors.ts";
import { type Home, type ProtectedParameter, protectedParameter } from "../parameter.ts";
import { type VerifyPorts, verify } from "./verify.ts";

/**
 * Tests the parameter that somebody asks about and, where it is a stage's, the `_fallback` that every stage of its
 * app needs beside it: a new stage, too. A `_fallback` that cannot be tested is told as such, and keeps nobody from the
 * stage's own result.
 * @throws what `verify` throws of the parameter itself; where `allowNew`, not `NotFound`
 */
export async function verifyAsked(
  ports: VerifyPorts,
  home: Home,
  parameter: ProtectedParameter,
  { acceptBucket, allowNew = false }: Pick<VerifyRequest, "acceptBucket" | "allowNew">,
): Promise<VerifyResult[]> {
  const { app, stage } = parameter;
  const shared = app === null || stage === FALLBACK_STAGE ? null : `${home.prefix}${app}/${FALLBACK_STAGE}`;
  const fallback = shared === null ? null : protectedParameter(home, shared);
  // Both to their end, whatever the first comes to: an answer freezes the function, with all it was about to tell.
  const [own, besides] = await Promise.allSettled([
    (allowNew ? verifyIfKnown : verify)(ports, parameter, "request", acceptBucket ?? null),
    fallback && verifyIfKnown(ports, fallback, "request", acceptBucket ?? null),
  ]);
  if (own.status === "rejected") throw own.reason;
  const told = besides.status === "fulfilled" || !fallback ? null : untestable(fallback, besides.reason);
  const results = [own.value, besides.status === "fulfilled" ? besides.value : told];
  return results.filter((result) => result !== null);
}

/** The same of any parameter; null where neither the vault nor Parameter Store knows it. */
export async function verifyIfKnown(...test: Parameters<typeof verify>): Promise<VerifyResult | null> {
  try {
    return await verify(...test);
  } catch (error) {
    if (error instanceof VaultError && error.code === "NotFound") return null;
    throw error;
  }
}

/** Of an error that is not ours only the name: its message may quote what it was given. */
function untestable({ app, stage, name }: ProtectedParameter, error: unknown): VerifyResult {
  const why = error instanceof VaultError ? error.message : error instanceof Error ? error.name : "unknown error";
  const reason = `it could not be tested: ${why}`;
  return { app, stage, name, live: false, verdict: "unproven", recoveryPoint: null, opens: UNTESTED, reason };
}
