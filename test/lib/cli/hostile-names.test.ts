import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { auditEvent } from "../../support/audit-samples.ts";
import { ACCOUNT, parameter, point, REGION, restoreAnswer, runWith, verifyResult } from "./harness.ts";

/** Clears the screen, turns text around, sets the window's title in one character. */
const ESCAPES = "\u001b[2J\u202e\u009d";
const SPELT = "\\u001b[2J\\u202e\\u009d";
const app = `app${ESCAPES}`;
const deep = { app: null, stage: null, name: `/sst/passphrase/${ESCAPES}` };

/** What a terminal obeys, apart from the end of a line. */
const OBEYED = /(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

type Replies = Parameters<typeof runWith>[0]["replies"];

async function shown(replies: NonNullable<Replies>, ...argv: string[]): Promise<string> {
  const { out, err } = await runWith({ replies, columns: Number.POSITIVE_INFINITY }, ...argv);
  return out + err;
}

describe("names of others cannot reach the terminal as commands to it, neither told nor in a line to copy", () => {
  const broken = parameter(app, "prod", { verdict: "recoverable" });
  const gone = parameter(app, "prod", { live: false, ...deep });
  const restored = { recoveryPoint: point().id, created: "x", parameterVersion: 2, replaced: ESCAPES };
  const history = { parameter: { ...broken, live: false }, recoveryPoints: [point()] };
  const answers = (changes: object) => ({ restore: restoreAnswer("restored", { app, ...restored, ...changes }) });
  const cause = { code: "deleted-by-hand", artifact: "state", bucket: "b", key: ESCAPES, version: ESCAPES };
  const found = (changes: object) => ({ verify: { results: [verifyResult(app, "prod", changes)] } });

  const cases: { what: string; replies: NonNullable<Replies>; argv: string[]; copied: string }[] = [
    { what: "list", replies: { query: { parameters: [broken] } }, argv: ["list"], copied: "restore 'app" },
    {
      what: "list of what is gone",
      replies: { query: { parameters: [gone] } },
      argv: ["list"],
      copied: "restore '/sst",
    },
    { what: "history", replies: { query: history }, argv: ["history", "a", "b"], copied: "restore 'app" },
    { what: "restore", replies: answers({}), argv: ["restore", "a", "b", "--yes"], copied: "--recovery-point '" },
    {
      what: "restore of what was absent",
      replies: answers({ ...deep, wasAbsent: true }),
      argv: ["restore", "a", "b", "--yes"],
      copied: "delete-parameter --name '",
    },
    {
      what: "restore to check",
      replies: answers({ app: "a", stage: ESCAPES }),
      argv: ["restore", "a", "b", "--yes"],
      copied: "sst diff '--stage=",
    },
    { what: "verify", replies: found({ verdict: "lost" }), argv: ["verify", "a", "b"], copied: "verify 'app" },
    {
      what: "verify of what was deleted by hand",
      replies: found({ verdict: "unproven", reason: ESCAPES, cause }),
      argv: ["verify", "a", "b"],
      copied: "--key '",
    },
  ];

  test.each(cases)("$what", async ({ replies, argv, copied }) => {
    const text = await shown(replies, ...argv);

    expect(text).toContain(copied);
    expect(text).toContain(SPELT);
    expect(text).not.toMatch(OBEYED);
  });
});

test("neither can the time of an entry that somebody wrote past the vault", async () => {
  // In brackets anything may follow, and it still is a date.
  const deleted = auditEvent({ type: "deleted", time: `2026 (${ESCAPES})`, recordedAt: ESCAPES });
  const text = await shown({ query: { events: [deleted] } }, "audit");

  expect(text).toContain("nobody told who deleted");
  expect(text).not.toMatch(OBEYED);
});

test("neither can a report that is given to --heads", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sst-vault-hostile-"));
  try {
    const heads = { [ESCAPES]: { seq: 1, hash: ESCAPES } };
    const file = join(folder, "heads.json");
    const query = ({ op }: Record<string, unknown>) => (op === "list" ? { parameters: [] } : { rows: [] });
    const textOf = async (checkedAt: string) => {
      await writeFile(file, JSON.stringify({ account: ACCOUNT, region: REGION, checkedAt, parameters: 1, heads }));
      return shown({ query }, "audit", "--heads", file);
    };
    const [dated, told] = [await textOf(ESCAPES), await textOf("2026-11-22T12:00:00.000Z")];

    expect(dated).toContain(`it is dated "${SPELT}"`);
    expect(told).toContain(SPELT);
    expect(dated + told).not.toMatch(OBEYED);
  } finally {
    await rm(folder, { recursive: true });
  }
});
