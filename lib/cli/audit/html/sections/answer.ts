import { html, type Markup } from "../markup.ts";

/** How good an answer is; the sheet gives each a sign, and the words say it too. */
export type Tone = "good" | "bad" | "note" | "open";

/** One line of the summary: the answer in a few words, then what it rests on. */
export function answer(tone: Tone, headline: Markup | string, ...more: (Markup | string | null)[]): Markup {
  return html`<li class="${tone}"><strong>${headline}</strong> ${more.map((part) => part !== null && html`<span>${part}</span> `)}</li>
`;
}

/** Links to what a line is about. Where there are many the rest is counted: it stands in the tables. */
export function links(places: readonly { anchor: string; text: string | Markup }[], most = 4): Markup {
  const rest = places.length - most;
  const shown = places
    .slice(0, most)
    .map(({ anchor, text }, index) => html`${index > 0 && ", "}<a href="#${anchor}">${text}</a>`);
  return html`${shown}${rest > 0 && ` and ${rest.toLocaleString("en")} more`}`;
}
