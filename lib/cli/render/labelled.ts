import { plain } from "../../vault/plain.ts";
import { wrapped } from "./wrapped.ts";

const INDENT = 12;

/** A line that begins with what it is about, and goes on below itself where it is wider than `width`. */
export function labelled(label: string, text: string, width = Number.POSITIVE_INFINITY): string {
  const [first = "", ...others] = wrapped(plain(text), width - INDENT);
  const lines = [`  ${label.padEnd(INDENT - 2)}${first}`, ...others.map((line) => " ".repeat(INDENT) + line)];
  return lines.map((line) => `${line}\n`).join("");
}
