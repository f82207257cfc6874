import type { ErrorBody } from "../../vault/answer.ts";
import type { Trail } from "./trail.ts";

/** The trail as JSON, an event a line, so that it can be written while it is read. */
export async function* trailJson({ account, region, events, unreadable }: Trail): AsyncGenerator<string, void> {
  yield `{\n  "account": ${JSON.stringify(account)},\n  "region": ${JSON.stringify(region)},\n  "events": [`;
  let separator = "\n    ";
  for await (const event of events) {
    yield separator + JSON.stringify(event);
    separator = ",\n    ";
  }
  yield `\n  ]${unreadable.length > 0 ? `,\n  "unreadable": ${JSON.stringify(unreadable)}` : ""}\n}\n`;
}

/** How a trail ends that could not be read to its end: it stays JSON, and says why it is not whole. */
export function brokenOff(error: ErrorBody): string {
  return `\n  ],\n  "error": ${JSON.stringify(error)}\n}\n`;
}
