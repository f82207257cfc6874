import { html, type Markup } from "../markup.ts";

const BREAK = html`<wbr>`;

/** A name or ARN that may go on in the next line where its parts meet, rather than within a word. */
export function breakable(text: string): Markup {
  return html`${text.split(/(?<=[/:@])/).map((part, index) => [index > 0 && BREAK, part])}`;
}
