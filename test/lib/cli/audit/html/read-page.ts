import { type DefaultTreeAdapterTypes, parse } from "parse5";
import { auditPage } from "../../../../../lib/cli/audit/html/page.ts";
import type { ReportInput } from "../../../../../lib/cli/audit/report-input.ts";
import type { AuditEvent } from "../../../../../lib/vault/audit-api.ts";
import { reportSample } from "../../../../support/report-samples.ts";

/** An element as a browser makes it of the page. */
export interface Element {
  tag: string;
  attributes: Record<string, string>;
  /** What a reader sees of it, with single spaces. */
  text: string;
  /** All elements within it, in the page's order. */
  within: Element[];
}

/** The page of that report, parsed as browsers parse it. */
export function readPage(input: ReportInput): Element {
  return elementOf(parse(auditPage(input)).childNodes.find(({ nodeName }) => nodeName === "html") as Node);
}

type Node = DefaultTreeAdapterTypes.ChildNode;

function elementOf(node: Node): Element {
  const children = "childNodes" in node ? node.childNodes : [];
  const within = children.flatMap((child) => {
    if (!("tagName" in child)) return [];
    const element = elementOf(child);
    return [element, ...element.within];
  });
  const attributes = "attrs" in node ? node.attrs.map(({ name, value }) => [name, value]) : [];
  const text = textOf(node).replace(/\s+/g, " ").trim();
  return { tag: node.nodeName, attributes: Object.fromEntries(attributes), text, within };
}

/** What does not run on from the text before it. */
const STANDS_APART = new Set(["td", "th", "dt", "dd", "li", "small"]);

function textOf(node: Node): string {
  if ("value" in node) return node.value;
  const text = "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
  return STANDS_APART.has(node.nodeName) ? ` ${text} ` : text;
}

/** The only element of that id. */
export function byId(page: Element, id: string): Element {
  const [found, ...others] = page.within.filter(({ attributes }) => attributes.id === id);
  if (!found || others.length > 0) throw new Error(`${others.length + (found ? 1 : 0)} elements have the id ${id}`);
  return found;
}

export function all(page: Element, tag: string): Element[] {
  return page.within.filter((element) => element.tag === tag);
}

/** A report of nothing but these events. */
export function reportOn(...events: AuditEvent[]): ReportInput {
  return { ...reportSample({ events: 0, stages: 0 }), events };
}

/** The lines of the timelines, as read from left to right. */
export function lines(page: Element): string[] {
  return all(byId(page, "timeline"), "tr")
    .filter(({ attributes }) => attributes.id?.startsWith("entry-"))
    .map(({ within }) =>
      within
        .filter(({ tag }) => tag === "td")
        .map(({ text }) => text)
        .join(" | "),
    );
}
