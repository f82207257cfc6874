import { readFileSync } from "node:fs";
import { raw } from "hono/html";
import type { Markup } from "./markup.ts";

const SHEETS = ["colours", "text", "marks", "tables", "timeline", "narrow", "print"];

/** The page's style. It is ours and holds nothing foreign, so it goes in as it is. */
export function stylesheet(): Markup {
  return raw(SHEETS.map((name) => readFileSync(new URL(`styles/${name}.css`, import.meta.url), "utf8")).join(""));
}
