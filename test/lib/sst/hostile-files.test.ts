// Whatever is in the bucket: an answer, none that quotes the file, and no passphrase that opens it.

import fc from "fast-check";
import { expect, test } from "vitest";
import { gzipped } from "../../../lib/local/sst-files.ts";
import { opensSecrets } from "../../../lib/sst/opens.ts";
import { parseSecretsFile, SECRETS_PROBLEMS, type SecretsFile } from "../../../lib/sst/secrets-file.ts";
import { parseStateFile, STATE_PROBLEMS, type StateFile } from "../../../lib/sst/state-file.ts";
import { sstFixture } from "../../support/sst-fixtures.ts";

const { state: STATE = Buffer.alloc(0), secrets: SECRETS = Buffer.alloc(0), passphrase } = sstFixture("secrets");

/** Being one of these, a problem holds nothing of the file. */
function expectNoQuote(file: StateFile | SecretsFile): void {
  if (file.kind === "unreadable") expect([...STATE_PROBLEMS, ...SECRETS_PROBLEMS]).toContain(file.problem);
}

function everyHundredth(bytes: Buffer): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / 100) }, (_, part) => bytes.subarray(0, part * 100));
}

/** Random bytes, some of them made to look like gzip or to be it. */
const bytes = fc
  .tuple(
    fc.uint8Array({ maxLength: 2000, size: "max" }),
    fc.constantFrom("", "1f8b", "1f8b08000000000000ff"),
    fc.boolean(),
  )
  .map(([body, head, gzip]) => {
    const file = Buffer.concat([Buffer.from(head, "hex"), body]);
    return gzip ? gzipped(file) : file;
  });

test("random bytes are no state and open as no secrets", async () => {
  await fc.assert(
    fc.asyncProperty(bytes, async (stored) => {
      const state = await parseStateFile(stored);
      expect(state.kind).toBe("unreadable");
      expectNoQuote(state);
      const secrets = await parseSecretsFile(stored);
      expectNoQuote(secrets);
      if (secrets.kind === "present") expect(opensSecrets(secrets, passphrase)).toBe(false);
    }),
    { numRuns: 500 },
  );
});

test("a real state cut short anywhere is unreadable, compressed or not", async () => {
  for (const cut of [...everyHundredth(STATE), ...everyHundredth(gzipped(STATE))]) {
    const state = await parseStateFile(cut);
    expect(state.kind).toBe("unreadable");
    expectNoQuote(state);
  }
});

test("a real secrets file cut short anywhere opens to nothing, compressed or not", async () => {
  for (const whole of [SECRETS, gzipped(SECRETS)]) {
    for (const length of whole.keys()) {
      const secrets = await parseSecretsFile(whole.subarray(0, length));
      expectNoQuote(secrets);
      if (secrets.kind === "present") expect(opensSecrets(secrets, passphrase)).toBe(false);
      if (whole !== SECRETS) expect(secrets.kind).toBe("unreadable");
    }
  }
});

test("a real state with some bytes changed is never taken for an empty one", async () => {
  const change = fc.tuple(fc.nat(STATE.length - 1), fc.integer({ min: 1, max: 255 }));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
      const touched = Buffer.from(STATE);
      for (const [at, bits] of changes) touched[at] = (touched[at] ?? 0) ^ bits;
      const state = await parseStateFile(touched);
      expectNoQuote(state);
      expect(state.kind).not.toBe("empty");
    }),
    { numRuns: 2000 },
  );
});

/** Fields on the way to the salt, and what may stand there instead. */
const PATH = ["checkpoint", "latest", "secrets_providers", "state", "salt"];
const OTHERS = [
  ["version"],
  ["checkpoint", "stack"],
  ["checkpoint", "latest", "resources"],
  ["checkpoint", "latest", "pending_operations"],
];
const place = fc.constantFrom(
  ...PATH.map((_, end) => PATH.slice(0, end + 1)),
  ["checkpoint", "latest", "secrets_providers", "type"],
  ...OTHERS,
);
const substitute = fc.option(fc.jsonValue(), { nil: undefined });

test("a real state with its fields changed is never taken for what it is not", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(place, substitute), { minLength: 1, maxLength: 3 }), async (changes) => {
      const file = JSON.parse(STATE.toString());
      for (const [path, value] of changes) put(file, path, value);
      const state = await parseStateFile(Buffer.from(JSON.stringify(file)));
      expectNoQuote(state);
      if (state.kind === "empty") expect(resourcesLeft(file)).toBe(0);
      if (state.kind === "present") expect(state).toEqual(await parseStateFile(STATE));
    }),
    { numRuns: 1000 },
  );
});

// biome-ignore lint/suspicious/noExplicitAny: any JSON
function put(file: any, path: string[], value: unknown): void {
  const parent = path.slice(0, -1).reduce((at, field) => at?.[field], file);
  const field = path.at(-1);
  if (typeof parent === "object" && parent !== null && field !== undefined) parent[field] = value;
}

// biome-ignore lint/suspicious/noExplicitAny: any JSON
function resourcesLeft(file: any): number {
  const latest = file.checkpoint.latest;
  return (latest?.resources?.length ?? 0) + (latest?.pending_operations?.length ?? 0);
}
