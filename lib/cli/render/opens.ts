import type { Opens } from "../../vault/api.ts";

/** What a recovery point opens, in as few words as tell it. */
export function opensText({ state, secrets }: Opens): string {
  if (state === secrets) return SAME[state];
  return `state ${state}, secrets ${secrets}`;
}

const SAME: Record<Opens["state"], string> = {
  untested: "untested",
  absent: "nothing there",
  yes: "all",
  no: "nothing",
};
