import { createHash } from "node:crypto";

/** The shortest that is searched for: less is found in any text by chance. */
export const SHORTEST = 16;

/** Values of tests that are words of tests' names as well. Nothing else is let off. */
const WORDS = ["of another depth"];

/**
 * False for what cannot be told from other text: a few bytes, or the same few characters again and again (limits of
 * size are tested with those).
 */
export function searchable(value: string): boolean {
  return Buffer.byteLength(value) >= SHORTEST && new Set(value).size >= 8 && !WORDS.includes(value);
}

/** All spellings of a value that give it away; each of at least the shortest length. */
export function formsOf(value: string): Buffer[] {
  const bytes = Buffer.from(value);
  const quoted = JSON.stringify(value).slice(1, -1);
  const url = encodeURIComponent(value);
  const html = value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  const texts = [
    value,
    quoted,
    JSON.stringify(quoted).slice(1, -1), // JSON within JSON, as in an event within a message
    quoted.replaceAll("/", "\\/"),
    url,
    url.replace(/%../g, (code) => code.toLowerCase()),
    url.replaceAll("%20", "+"),
    html,
    ...spellings(bytes),
    ...digests(bytes),
  ];
  const key = keyOf(value);
  if (key) texts.push(...pieces(value), ...spellings(key), ...digests(key));
  const forms = [...new Set(texts)].map((text) => Buffer.from(text));
  return [...forms, ...(key ? [key] : [])].filter(({ length }) => length >= SHORTEST);
}

/** The bytes of a value that is base64 of a key, as SST's are. */
function keyOf(value: string): Buffer | null {
  const bytes = Buffer.from(value, "base64");
  return bytes.length >= SHORTEST && bytes.toString("base64") === value ? bytes : null;
}

/** Of a random value every 16 characters in a row are as good as all: a value may be cut off, or wrapped in a table. */
function pieces(value: string): string[] {
  return Array.from({ length: value.length - SHORTEST + 1 }, (_, start) => value.slice(start, start + SHORTEST));
}

/** Bytes as text. In base64 what stands before them shifts them: each of the three ways, without what neighbours share. */
function spellings(bytes: Buffer): string[] {
  const hex = bytes.toString("hex");
  const shifted = [0, 1, 2].flatMap((shift) => {
    const padded = Buffer.concat([Buffer.alloc(shift), bytes]);
    const own = [Math.ceil((shift * 8) / 6), Math.floor((padded.length * 8) / 6)] as const;
    return [padded.toString("base64").slice(...own), padded.toString("base64url").slice(...own)];
  });
  const inspected = hex.replace(/..(?=.)/g, "$& "); // as console.log shows a Buffer,
  return [...shifted, hex, hex.toUpperCase(), inspected.slice(0, 50 * 3 - 1), bytes.join(",")]; // and JSON
}

/** Of a value nothing is kept in clear that could be tried against a guess. */
function digests(bytes: Buffer): string[] {
  return ["md5", "sha1", "sha256"].flatMap((algorithm) => {
    const digest = createHash(algorithm).update(bytes).digest();
    return [digest.toString("hex"), digest.toString("base64").replace(/=+$/, "")];
  });
}
