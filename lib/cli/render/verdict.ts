import type { Verdict } from "../../vault/api.ts";
import type { Cell } from "./table.ts";

const FORMATS: Record<Verdict, "dim" | "green" | "red"> = {
  unproven: "dim",
  ok: "green",
  recoverable: "red",
  split: "red",
  lost: "red",
  retired: "dim",
};

/** A verdict in the colour of its urgency. With a star where something has changed since it was found. */
export function verdictCell(verdict: Verdict, stale = false): Cell {
  return { text: verdictText(verdict, stale), format: FORMATS[verdict] };
}

export function verdictText(verdict: Verdict, stale = false): string {
  return stale ? `${verdict}*` : verdict;
}

/** What the star means, where there is one. */
export const STALE_LEGEND = "* found before the last change of the passphrase, and about to be tested again";
