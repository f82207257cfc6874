import { expect, test } from "vitest";
import { ACCOUNT, CALLER, failed, NOW, parameter, point, REGION, restoreAnswer, runWith } from "./harness.ts";

const older = point({ id: "20261120T100000.000Z-1" });
const live = point({ id: "20261122T014946.123Z-2", live: true, createdBy: `arn:aws:iam::${ACCOUNT}:user/bob` });
const query = { parameter: parameter("my-app", "production"), recoveryPoints: [live, older] };
const opens = { state: "yes", secrets: "yes" } as const;
const planned = restoreAnswer("planned", { recoveryPoint: older.id, replaced: live.id, opens });
const restored = { ...planned, outcome: "restored", created: "20261122T120000.000Z-3", parameterVersion: 3 };
const restore = ({ dryRun }: Record<string, unknown>) => (dryRun ? planned : restored);
const absent = ({ dryRun }: Record<string, unknown>) => ({ ...(dryRun ? planned : restored), replaced: null });
const stage = ["restore", "my-app", "production"];

/** The requests that were not dry runs. */
const real = (asked: { name: string; request: object }[]) =>
  asked.filter(({ name, request }) => name.includes("-restore") && !("dryRun" in request));
const lastLine = (text: string) => text.trimEnd().split("\n").at(-1);

test("asks on a terminal before a live value is replaced, showing what by what", async () => {
  const { code, err, out, questions, asked } = await runWith({ replies: { query, restore }, confirms: true }, ...stage);

  expect({ code, questions }).toEqual({ code: 0, questions: 1 });
  expect(err).toContain("opens     proved: state yes, secrets yes\n");
  expect(err).toMatch(/live +20261122T014946.123Z-2\n +written 2026-11-22 01:49:46 UTC \(10 h ago\) by user\/bob/);
  expect(err).toMatch(
    /by +20261120T100000.000Z-1\n +written 2026-11-20 10:00:00 UTC \(2 d ago\) by role\/Deploy\/ci-17/,
  );
  expect(real(asked)).toEqual([
    {
      name: "sst-vault-restore",
      request: { app: "my-app", stage: "production", requestId: "request-1", actor: CALLER, replaces: live.id },
    },
  ]);
  expect(out).toMatchInlineSnapshot(`
    "account 111122223333, region eu-west-1
    restored /sst/passphrase/my-app/production
      from      20261120T100000.000Z-1
                written 2026-11-20 10:00:00 UTC (2 d ago) by role/Deploy/ci-17
      opens     proved: state yes, secrets yes
      replaced  20261122T014946.123Z-2
                written 2026-11-22 01:49:46 UTC (10 h ago) by user/bob
      now       version 3 of the parameter
    to check: npx sst diff --stage=production
    to undo:
    npx sst-vault restore my-app production --recovery-point 20261122T014946.123Z-2 --force --yes
    "
  `);
});

test.each([
  { situation: "the answer is no", confirms: false, hint: "" },
  {
    situation: "nobody is there to ask",
    confirms: null,
    hint: "hint: to replace it without being asked: npx sst-vault restore my-app production --at 2026-11-22T10:00:00.000Z --yes\n",
  },
])("changes nothing where $situation", async ({ confirms, hint }) => {
  const { code, err, out, asked } = await runWith({ replies: { query, restore }, confirms }, ...stage, "--at", "2h");

  expect(code).toBe(4);
  expect(real(asked)).toEqual([]);
  expect(out).toBe("");
  expect(err).toMatch(/^error: .*nothing was changed$/m);
  // Who has just said no need not be told how not to be asked.
  expect(err.slice(err.indexOf("nothing was changed\n") + "nothing was changed\n".length)).toBe(hint);
});

test("tells a script without a terminal that --yes is needed", async () => {
  const { code, out } = await runWith({ replies: { query, restore } }, ...stage, "--json");

  expect(code).toBe(4);
  expect(JSON.parse(out).error).toMatchObject({ code: "Refused", hint: expect.stringContaining("--yes") });
});

test("--yes asks nobody, and plans nothing first", async () => {
  const { code, questions, asked } = await runWith({ replies: { query, restore }, confirms: false }, "--yes", ...stage);

  expect({ code, questions }).toEqual({ code: 0, questions: 0 });
  expect(asked[0]?.request).not.toHaveProperty("dryRun");
  expect(asked[0]?.request).not.toHaveProperty("replaces");
});

test("an absent parameter needs no word, and is undone by deleting it", async () => {
  const argv = ["--profile", "it's", ...stage];
  const { code, questions, out } = await runWith({ replies: { query, restore: absent }, confirms: false }, ...argv);

  expect({ code, questions }).toEqual({ code: 0, questions: 0 });
  expect(lastLine(out)).toBe(
    `aws ssm delete-parameter --name /sst/passphrase/my-app/production --region ${REGION} --profile 'it'\\''s'`,
  );
});

test("--dry-run only tells the plan, and how to do it", async () => {
  const argv = [...stage, "--dry-run", "--reason", "it's gone", "--tier", "Advanced"];
  const { code, out, asked } = await runWith({ replies: { query, restore }, confirms: true }, ...argv);

  expect(code).toBe(0);
  expect(real(asked)).toEqual([]);
  expect(lastLine(out)).toBe("npx sst-vault restore my-app production --tier Advanced --reason 'it'\\''s gone'");
});

test("waits as long as AWS wants, and asks again under the same id", async () => {
  const waiting = restoreAnswer("waiting", { retryAfterSeconds: 29 });
  const ahead = restoreAnswer("planned", { retryAfterSeconds: 29 });
  const waits = ({ dryRun }: Record<string, unknown>, times: number) => {
    if (dryRun) return ahead;
    return times < 3 ? waiting : restored;
  };

  const piped = await runWith({ replies: { query, restore: waits } }, ...stage, "--json");
  const shown = await runWith({ replies: { query, restore: waits }, confirms: true }, ...stage);

  expect(piped).toMatchObject({ code: 0, slept: 58_000 });
  expect(real(piped.asked).map(({ request }) => request)).toEqual(
    Array(3).fill({ app: "my-app", stage: "production", requestId: "request-1", actor: CALLER, replaces: null }),
  );
  expect(piped.err.match(/going on in 29 s\n/g)).toHaveLength(2);
  expect(shown.err).toContain("going on in 29 s\r\u001b[K");
  expect(shown.err).toContain("going on in 1 s\r\u001b[K");
});

test("a dry run within the pause shows what would be done after it, and waits for nothing", async () => {
  const opens = { state: "yes", secrets: "absent" } as const;
  const ahead = restoreAnswer("planned", { retryAfterSeconds: 29, recoveryPoint: older.id, opens });
  const { code, out, slept } = await runWith({ replies: { query, restore: ahead } }, ...stage, "--dry-run");
  const json = await runWith({ replies: { query, restore: ahead } }, ...stage, "--dry-run", "--json");

  expect({ code, slept }).toEqual({ code: 0, slept: 0 });
  expect(out).toContain(`\n  from      ${older.id}\n`);
  expect(out).toContain("\n  opens     proved: state yes, secrets absent\n");
  expect(out).toMatch(
    /\nnothing was changed; to do it \(AWS requires a pause: it waits 29 s first\):\nnpx sst-vault restore my-app production\n$/,
  );
  expect({ code: json.code, ...JSON.parse(json.out) }).toMatchObject({ code: 0, ...ahead });
});

test("gives up waiting after five minutes, with nothing changed", async () => {
  const waiting = restoreAnswer("waiting", { retryAfterSeconds: 40 });
  const { code, out, slept } = await runWith({ replies: { restore: waiting } }, ...stage, "--yes");

  expect(code).toBe(1);
  expect(slept).toBe(280_000);
  expect(out).toMatch(/nothing was changed; ask again in 40 s:\nnpx sst-vault restore my-app production --yes\n$/);
});

test("--force goes through the alias, and says so in the request", async () => {
  const replies = { query, "restore:force": restore };
  const { code, asked } = await runWith({ replies }, ...stage, "--force", "--recovery-point", older.id, "--yes");

  expect(code).toBe(0);
  expect(asked[0]).toMatchObject({
    name: "sst-vault-restore:force",
    request: { force: true, recoveryPoint: older.id },
  });
});

test("does without the caller's identity, and without history", async () => {
  const replies = { query: failed("NotAllowed", "no"), restore };
  const { code, out, asked } = await runWith({ replies, caller: null, confirms: true }, ...stage);

  expect(code).toBe(0);
  expect(real(asked)[0]?.request).not.toHaveProperty("actor");
  expect(out).toContain(`replaced  ${live.id}`);
});

test("a time is sent as ISO 8601 UTC", async () => {
  const { asked } = await runWith({ replies: { query, restore } }, ...stage, "--at", "90m", "--yes");

  expect(asked[0]?.request).toMatchObject({ at: new Date(NOW.getTime() - 90 * 60_000).toISOString() });
});

test.each([
  { argv: [...stage, "--at", "2h", "--recovery-point", "x"], says: "exclude each other" },
  { argv: [...stage, "--at", "2026-11-22T12:06"], says: '"2026-11-22T12:06" is yet to come' },
  { argv: [...stage, "--at", "yesterday"], says: '"yesterday" is not a time' },
  { argv: [...stage, "--tier", "Big"], says: "Big" },
  { argv: [...stage, "extra"], says: "too many arguments" },
  { argv: ["restore"], says: "which parameter is not said" },
  { argv: ["restore", "--all", "my-app", "x"], says: "--all and a name exclude each other" },
  { argv: ["restore", "--all", "--at", "2h"], says: "--all and --at exclude each other" },
  { argv: ["restore", "--all", "--recovery-point", "x"], says: "--all and --recovery-point exclude each other" },
  { argv: ["restore", "my-app"], says: 'which stage of "my-app"' },
  { argv: ["restore", "/sst/passphrase/a/b", "c"], says: '"c" is one too many' },
  { argv: ["restore", "a/b", "c"], says: '"a/b" is no name' },
  { argv: ["restore", "a", ""], says: '"" is no name' },
  { argv: ["restore", "a", "x".repeat(2000)], says: "stage cannot be that" },
  { argv: [...stage, "--key-id", "x".repeat(2000)], says: "--key-id cannot be that" },
  { argv: [...stage, "--recovery-point", ""], says: "--recovery-point cannot be that" },
  { argv: [...stage, "--reason", "x".repeat(2000)], says: "--reason cannot be that" },
])("fails before anything is asked: $says", async ({ argv, says }) => {
  const { code, err, asked } = await runWith({ replies: { query, restore } }, ...argv);

  expect({ code, asked }).toEqual({ code: 2, asked: [] });
  expect(err).toContain(says);
});

test("copies another stage's value through the alias force, and says whose it was", async () => {
  const from = "/sst/passphrase/store/production";
  const replies = { query, restore: { ...restored, from }, "restore:force": { ...restored, from } };
  const { code, out, asked } = await runWith({ replies }, ...stage, "--from", "store/production", "--yes");

  expect(code).toBe(0);
  expect(real(asked)).toMatchObject([{ name: "sst-vault-restore:force", request: { from: "store/production" } }]);
  expect(out).toContain(`from      ${older.id} of ${from}\n`);
});

test.each([
  [["restore", "--all", "--from", "a/b"], "--all and --from"],
  [["restore", "a", "b", "--from", "a/b", "--at", "2h"], "--from and --at"],
])("%j is a slip: %s exclude each other", async (argv, says) => {
  const { code, err, asked } = await runWith({}, ...argv);

  expect({ code, asked }).toEqual({ code: 2, asked: [] });
  expect(err).toContain(says);
});
