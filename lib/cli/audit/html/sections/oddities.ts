import { counted } from "../../../../vault/counted.ts";
import type { Line } from "../lines.ts";
import { html, type Markup } from "../markup.ts";
import { moment } from "../parts/moment.ts";
import type { Report } from "../report.ts";
import { labelOf } from "../stages.ts";
import { answer, links } from "./answer.ts";

/** What an auditor asks after, each with the words for one and for many. */
const ODD: { is: (line: Line) => boolean; one: string; many: string }[] = [
  { is: ({ event }) => event.type === "capture-missed", one: "capture was missed:", many: "captures were missed:" },
  { is: ({ event }) => event.type === "revealed", one: "value was revealed:", many: "values were revealed:" },
  { is: ({ event }) => event.type === "restore-refused", one: "restore was refused:", many: "restores were refused:" },
  { is: ({ event }) => event.detail.failed === true, one: "call failed:", many: "calls failed:" },
];

/** What stands out in the period, each with its places; nothing where nothing does. */
export function oddities({ lines }: Report): Markup[] {
  return ODD.flatMap(({ is, one, many }) => {
    const found = lines.filter(is);
    if (found.length === 0) return [];
    const places = found.map(({ anchor, event }) => ({ anchor, text: html`${labelOf(event)} ${moment(event.time)}` }));
    return [answer("note", counted(found.length, one, many), html`${links(places)}.`)];
  });
}
