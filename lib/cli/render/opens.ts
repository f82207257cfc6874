import type { Opens } from "../../vault/api.ts";

/** What a recovery point opens, in as few words as tell it. */
export function opensText({ state, secrets }: Opens): string {
  if (!isTested({ state, secrets })) return "untested";
  if (state === "absent" && secrets === "absent") return "nothing to open";
  return `state ${state}, secrets ${secrets}`;
}

/** The same as a judgement. */
export function proofText(opens: Opens): string {
  return `${opensAll(opens) ? "proved" : "not proved"}: ${opensText(opens)}`;
}

/** Whether anything is known of what it opens. */
export function isTested({ state, secrets }: Opens): boolean {
  return state !== "untested" || secrets !== "untested";
}

/** Whether all that is there is opened, and something is there. */
export function opensAll({ state, secrets }: Opens): boolean {
  const there = [state, secrets].filter((proof) => proof !== "absent");
  return there.length > 0 && there.every((proof) => proof === "yes");
}

/** Whether it opens what decides: the state, or the secrets where there is no state. */
export function decisive({ state, secrets }: Opens): Opens["state"] {
  return state === "absent" ? secrets : state;
}
