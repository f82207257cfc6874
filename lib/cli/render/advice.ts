import { plain } from "../../vault/plain.ts";
import { wrapped } from "./wrapped.ts";

/** What to do, and the commands that do it. */
export interface Advice {
  what: string;
  commands: string[];
}

/** Advice with its commands, which stand alone on their lines and whole, so that they can be copied. */
export function adviceText(advice: Advice[], width: number): string {
  const lines = advice.flatMap(({ what, commands }) => [
    ...wrapped(plain(commands.length > 0 ? `${what}:` : what), width),
    ...commands.map(plain),
  ]);
  return lines.map((line) => `${line}\n`).join("");
}
