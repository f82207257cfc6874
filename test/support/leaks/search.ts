import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { formsOf, searchable } from "./forms.ts";
import { Needles } from "./needles.ts";
import { KINDS, type Kind, placeOf, RECORD } from "./run-folder.ts";

/** A value where it must not be: what may be said of it. */
interface Leak {
  kind: Kind;
  /** The record or file it is in. */
  place: string;
  /** A parameter's name, or the test file that made the value. */
  of: string;
  /** Too short to try guesses against, long enough to tell two values apart. */
  fingerprint: string;
}

export interface Searched {
  values: number;
  bytes: Record<Kind, number>;
  leaks: Leak[];
  seconds: string;
}

/** Searches all that a run has said for every value it has noted. */
export function search(folder: string): Searched {
  const started = performance.now();
  const values = notedValues(folder);
  const needles = new Needles<string>();
  for (const value of values.keys()) for (const form of formsOf(value)) needles.add(form, value);
  const bytes = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
  const leaks = new Map<string, Leak>();
  for (const kind of KINDS) {
    for (const file of filesOf(join(folder, placeOf(kind)))) {
      const text = readFileSync(file);
      bytes[kind] += text.length;
      needles.find(text, (value, at) => {
        const leak = { kind, place: recordAround(text, at, file), of: values.get(value) ?? "", ...fingerprint(value) };
        leaks.set(JSON.stringify(leak), leak);
      });
    }
  }
  const told = [...leaks.values()].map((leak) => masked(leak, needles));
  return { values: values.size, bytes, leaks: told, seconds: ((performance.now() - started) / 1000).toFixed(1) };
}

/** Every value that is worth a search, and whose it is. */
function notedValues(folder: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const file of filesOf(join(folder, "values"))) {
    for (const line of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
      const { value, of }: { value: string; of: string } = JSON.parse(line);
      if (searchable(value)) values.set(value, of);
    }
  }
  return values;
}

function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

/** The title of the record around; of a file without records, its name. */
function recordAround(text: Buffer, at: number, file: string): string {
  const record = text.lastIndexOf(RECORD, at);
  if (record === -1) return basename(file);
  const title = text.subarray(record + RECORD.length, text.indexOf("\n", record + RECORD.length));
  return title.toString().slice(0, 200);
}

function fingerprint(value: string) {
  return { fingerprint: createHash("sha256").update(value).digest("hex").slice(0, 4) };
}

/** A name may itself be the leak. */
function masked(leak: Leak, needles: Needles<string>): Leak {
  const mask = (text: string) => {
    let leaks = false;
    needles.find(Buffer.from(text), () => {
      leaks = true;
    });
    return leaks ? "[it gives the value away]" : text;
  };
  return { ...leak, place: mask(leak.place), of: mask(leak.of) };
}
