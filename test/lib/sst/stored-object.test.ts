import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { gzipped } from "../../../lib/local/sst-files.ts";
import { MAX_FILE_BYTES, readStoredObject } from "../../../lib/sst/stored-object.ts";

const TEXT = Buffer.from('{"version":3}');

test.each([
  TEXT,
  Buffer.alloc(0),
  Buffer.from([0x1f]),
  Buffer.from([0x1f, 0x8a, 0x08]),
  Buffer.from([0x1e, 0x8b, 0x08]),
])("leaves an object that is not gzip as it is: %j", async (stored) => {
  expect(await readStoredObject(stored)).toEqual({ kind: "plain", bytes: stored });
});

test.each([
  ["Go", gzipped(TEXT)],
  ["Node", gzipSync(TEXT)],
])("decompresses gzip as %s writes it", async (_, stored) => {
  expect(await readStoredObject(stored)).toEqual({ kind: "gzip", bytes: TEXT });
});

test("reads gzip in several members, as Go does", async () => {
  const stored = Buffer.concat([gzipped(TEXT), gzipped(TEXT)]);
  expect(await readStoredObject(stored)).toEqual({ kind: "gzip", bytes: Buffer.concat([TEXT, TEXT]) });
});

test.each([
  ["is cut short", gzipped(TEXT).subarray(0, -1)],
  ["has a wrong checksum", Buffer.concat([gzipped(TEXT).subarray(0, -8), Buffer.alloc(8)])],
  ["has something behind it, as Go does", Buffer.concat([gzipped(TEXT), Buffer.from("more")])],
  ["is but the first two bytes", Buffer.from([0x1f, 0x8b])],
])("calls gzip damaged that %s", async (_, stored) => {
  expect(await readStoredObject(stored)).toEqual({ kind: "damaged" });
});

test("reads up to the cap, and not a byte more", async () => {
  const largest = Buffer.alloc(MAX_FILE_BYTES, "a");
  const larger = Buffer.alloc(MAX_FILE_BYTES + 1, "a");
  expect(await readStoredObject(largest)).toMatchObject({ kind: "plain" });
  expect(await readStoredObject(larger)).toEqual({ kind: "too-large" });
  expect(await readStoredObject(gzipSync(largest))).toMatchObject({ kind: "gzip" });
  expect(await readStoredObject(gzipSync(larger))).toEqual({ kind: "too-large" });
});

test("stops a bomb of 8 GiB at the cap, without blocking", async () => {
  const bomb = Buffer.concat(Array<Buffer>(128).fill(gzipSync(Buffer.alloc(MAX_FILE_BYTES))));
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const before = process.memoryUsage().rss;
  const object = await readStoredObject(bomb);
  clearInterval(timer);

  expect(object).toEqual({ kind: "too-large" });
  expect(process.memoryUsage().rss - before).toBeLessThan(4 * MAX_FILE_BYTES);
  expect(turns).toBeGreaterThan(0);
});
