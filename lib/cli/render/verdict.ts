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

/** A verdict in the colour of its urgency. */
export function verdictCell(verdict: Verdict): Cell {
  return { text: verdict, format: FORMATS[verdict] };
}
