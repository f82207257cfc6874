import { html, type Markup } from "../markup.ts";

/** The tone of each verdict, which is also the name of its style: the sheet adds a sign, for colour alone says nothing. */
const TONES = new Map([
  ["ok", "good"],
  ["recoverable", "bad"],
  ["split", "bad"],
  ["lost", "bad"],
  ["unproven", "open"],
  ["retired", "open"],
]);

/** A verdict with its sign. What an entry calls one may be any text. */
export function verdictMark(verdict: string, stale = false): Markup {
  return html`<b class="mark ${TONES.get(verdict) ?? "open"}">${verdict}${stale && "*"}</b>`;
}
