import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";

/** Names the run's folder to all its processes; without it (a benchmark, say) nothing is noted. */
const VARIABLE = "SST_VAULT_LEAKS";

/** Opens a line that begins a record; what follows in the line is its title. */
export const RECORD = "\n\x1e\x1e";

/** What is said, by where. A full run has something of each. */
export const KINDS = [
  "printed", // by vitest: names, errors, diffs, what tests and what they call print
  "reported", // in JSON
  "thrown", // messages of errors, caught or not
  "processes", // arguments and output of CLI, deploy and demo
  "stored", // in a local AWS: rows and objects
  "sent", // messages, notices and events
  "asked", // of any other service
  "answered", // by any service
  "functions", // requests and answers
  "logged", // by functions
  "emulators", // log files of local AWS and CDK
  "synthesized", // templates and bundles
] as const;
export type Kind = (typeof KINDS)[number];

/** Where this run notes values and what was said; null where nobody will search. */
export function runFolder(): string | null {
  return process.env[VARIABLE] ?? null;
}

/** Makes that folder known to this process and to those it starts. */
export function announceRunFolder(path: string): void {
  layOut(path);
  process.env[VARIABLE] = path;
}

/** Makes the places in it once, so that nobody who is late makes them anew when it is gone. */
export function layOut(path: string): void {
  for (const place of ["values", ...KINDS.map(placeOf)]) mkdirSync(join(path, place), { recursive: true });
}

/** Where in the folder things of a kind are kept. */
export const placeOf = (kind: Kind) => join("said", kind);

/** Notes a value to search for, and whose it is. */
export function noteValue(value: string, of: string): void {
  append("values", JSON.stringify({ value, of }));
}

/** Keeps something said, to be searched at the end of the run. */
export function said(kind: Kind, title: string, text: string): void {
  append(placeOf(kind), `${RECORD}${title}\n${text}`);
}

/** A file a process, so that none writes into another's line. */
function append(place: string, text: string): void {
  const folder = runFolder();
  if (folder === null) return;
  appendFileSync(join(folder, place, String(process.pid)), `${text}\n`);
}
