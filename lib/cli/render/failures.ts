import { plain } from "../../vault/plain.ts";
import type { Failure } from "../each.ts";
import { labelled } from "./labelled.ts";

/** What went wrong with some of many. */
export function failuresText(headline: string, failures: readonly Failure[], width: number): string {
  return failures
    .map(({ parameter, error: { message, hint } }) => {
      const lines = labelled("why", message, width) + (hint ? labelled("hint", hint, width) : "");
      return `\n${headline} ${plain(parameter.name)}\n${lines}`;
    })
    .join("");
}
