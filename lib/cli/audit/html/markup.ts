import { html as escaped } from "hono/html";
import { plain } from "../../../vault/plain.ts";

/** HTML that is safe to put into HTML. */
export type Markup = Exclude<ReturnType<typeof escaped>, Promise<unknown>>;

/** What may stand in a template: text, which is escaped, or markup, which is not; false and null leave nothing. */
type Part = string | number | false | null | undefined | Markup | readonly Part[];

/**
 * A piece of the page. Every string put in is treated as foreign: escaped, its control and direction-changing
 * characters spelled out, so that no place can forget to.
 */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  const made = escaped(strings, ...parts.map(shown));
  // Only a promise among the parts makes one, and the types let none in.
  if (made instanceof Promise) throw new TypeError("a page is made of what is there, not of promises");
  return made;
}

function shown(part: Part): unknown {
  if (typeof part === "string") return plain(part);
  return Array.isArray(part) ? part.map(shown) : part;
}
