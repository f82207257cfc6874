import { isBroken } from "../../../../vault/verdicts.ts";
import { html, type Markup } from "../markup.ts";

/** A verdict with its sign. What an entry calls one may be any text. */
export function verdictMark(verdict: string, stale = false): Markup {
  return html`<b class="mark ${toneOf(verdict)}">${verdict}${stale && "*"}</b>`;
}

/** The tone of a verdict, which is also the name of its style: the sheet adds a sign, for colour alone says nothing. */
function toneOf(verdict: string): string {
  if (verdict === "ok") return "good";
  return isBroken(verdict) ? "bad" : "open";
}
