import { expect, test } from "vitest";
import { CALLER, failed, parameter, point, restoreAnswer, runWith } from "./harness.ts";

const opens = { state: "yes", secrets: "absent" } as const;
const wrong = "20261122T014946.123Z-2";
const names = ["production", "pr-17", "stuck", "gone"];
const query = {
  parameters: [
    ...names.map((stage) => parameter("my-app", stage, { verdict: "recoverable", live: stage !== "gone" })),
    parameter("my-app", "fine", { verdict: "ok" }),
    parameter("my-app", "torn", { verdict: "split" }),
  ],
};

type Requested = Record<string, unknown>;
const answer = (outcome: "planned" | "restored", name: string) => {
  const stage = name.split("/").at(-1) ?? "";
  const replaced = stage === "gone" ? null : wrong;
  const created = outcome === "restored" ? { created: "20261122T120000.000Z-3", parameterVersion: 3 } : {};
  return restoreAnswer(outcome, { stage, name, recoveryPoint: point().id, opens, replaced, ...created });
};
const restore = ({ name, dryRun }: Requested) => answer(dryRun ? "planned" : "restored", `${name}`);
/** As `restore`, but for one stage. */
const but = (stage: string, other: object) => (request: Requested) =>
  `${request.name}`.endsWith(stage) ? other : restore(request);

const real = (asked: { name: string; request: object }[]) =>
  asked.filter(({ name, request }) => name.includes("-restore") && !("dryRun" in request));

test("plans all, asks once, and restores one after the other what is recoverable", async () => {
  const { code, questions, err, out, asked } = await runWith(
    { replies: { query, restore }, confirms: true },
    ...["restore", "--all", "--reason", "a bad day"],
  );

  expect({ code, questions }).toEqual({ code: 0, questions: 1 });
  expect(err).toContain("3 live values would be replaced\n");
  expect(err).toContain(`my-app/pr-17\n  live      ${wrong}\n  by        ${point().id}\n  opens     proved: state yes`);
  expect(err).not.toContain("my-app/gone\n  live");
  expect(real(asked).map(({ request }) => request)).toEqual(
    ["gone", "pr-17", "production", "stuck"].map((stage) => ({
      name: `/sst/passphrase/my-app/${stage}`,
      onlyRecoverable: true,
      reason: "a bad day",
      requestId: "request-1",
      actor: CALLER,
      replaces: stage === "gone" ? null : wrong,
    })),
  );
  expect(out).toMatchInlineSnapshot(`
    "account 111122223333, region eu-west-1

    APP     STAGE       OUTCOME   FROM                    OPENS
    my-app  gone        restored  20261120T100000.000Z-1  state yes, secrets absent
    my-app  pr-17       restored  20261120T100000.000Z-1  state yes, secrets absent
    my-app  production  restored  20261120T100000.000Z-1  state yes, secrets absent
    my-app  stuck       restored  20261120T100000.000Z-1  state yes, secrets absent

    to undo:
    aws ssm delete-parameter --name /sst/passphrase/my-app/gone --region eu-west-1
    npx sst-vault restore my-app pr-17 --recovery-point 20261122T014946.123Z-2 --force --yes
    npx sst-vault restore my-app production --recovery-point 20261122T014946.123Z-2 --force --yes
    npx sst-vault restore my-app stuck --recovery-point 20261122T014946.123Z-2 --force --yes
    "
  `);
});

test.each([
  { situation: "the answer is no", confirms: false, hint: "" },
  {
    situation: "nobody is there to ask",
    confirms: null,
    hint: "hint: to go on without being asked: npx sst-vault restore --all --yes\n",
  },
])("changes nothing where $situation", async ({ confirms, hint }) => {
  const { code, err, out, asked } = await runWith({ replies: { query, restore }, confirms }, "restore", "--all");

  expect({ code, out, real: real(asked) }).toEqual({ code: 4, out: "", real: [] });
  expect(err.slice(err.indexOf("nothing was changed\n") + "nothing was changed\n".length)).toBe(hint);
});

test("what is absent needs no word", async () => {
  const parameters = [parameter("my-app", "gone", { verdict: "recoverable", live: false })];
  const { code, questions } = await runWith(
    { replies: { query: { parameters }, restore }, confirms: false },
    ...["restore", "--all"],
  );

  expect({ code, questions }).toEqual({ code: 0, questions: 0 });
});

test("--dry-run shows the plan, and how to do it", async () => {
  const { code, out, asked } = await runWith({ replies: { query, restore } }, "restore", "--all", "--dry-run");

  expect(code).toBe(0);
  expect(real(asked)).toEqual([]);
  expect(out).toMatchInlineSnapshot(`
    "account 111122223333, region eu-west-1

    APP     STAGE       OUTCOME  FROM                    OPENS
    my-app  gone        planned  20261120T100000.000Z-1  state yes, secrets absent
    my-app  pr-17       planned  20261120T100000.000Z-1  state yes, secrets absent
    my-app  production  planned  20261120T100000.000Z-1  state yes, secrets absent
    my-app  stuck       planned  20261120T100000.000Z-1  state yes, secrets absent

    nothing was changed; to do it:
    npx sst-vault restore --all
    "
  `);
});

test("one that fails or is refused stops no other", async () => {
  const refused = restoreAnswer("refused", {
    stage: "stuck",
    name: "/sst/passphrase/my-app/stuck",
    reason: "a deploy holds SST's lock",
  });
  const broken = failed("Damaged", "the blob is not what was sealed", "tell the vault's keeper");
  const both = (request: Requested) => (`${request.name}`.endsWith("stuck") ? refused : but("pr-17", broken)(request));

  const shown = await runWith({ replies: { query, restore: both } }, "restore", "--all", "--yes");
  const json = await runWith({ replies: { query, restore: both } }, "restore", "--all", "--yes", "--json");

  expect(shown.code).toBe(1);
  expect(shown.out).toMatchInlineSnapshot(`
    "account 111122223333, region eu-west-1

    APP     STAGE       OUTCOME   FROM                    OPENS
    my-app  gone        restored  20261120T100000.000Z-1  state yes, secrets absent
    my-app  production  restored  20261120T100000.000Z-1  state yes, secrets absent
    my-app  stuck       refused   none
    my-app  pr-17       failed

    refused /sst/passphrase/my-app/stuck
      why       a deploy holds SST's lock
    to see what can be done:
    npx sst-vault restore my-app stuck --dry-run --yes

    to undo:
    aws ssm delete-parameter --name /sst/passphrase/my-app/gone --region eu-west-1
    npx sst-vault restore my-app production --recovery-point 20261122T014946.123Z-2 --force --yes
    "
  `);
  expect(shown.err).toMatchInlineSnapshot(`
    "restoring 4 …
    restored /sst/passphrase/my-app/gone
    restored /sst/passphrase/my-app/production
    refused /sst/passphrase/my-app/stuck

    failed /sst/passphrase/my-app/pr-17
      why       the blob is not what was sealed
      hint      tell the vault's keeper
    "
  `);
  const { results, errors } = JSON.parse(json.out);
  expect(results.map(({ outcome }: { outcome: string }) => outcome)).toEqual(["restored", "restored", "refused"]);
  expect(errors).toMatchObject([{ app: "my-app", stage: "pr-17", code: "Damaged" }]);
});

test.each([
  { what: "all are restored", restore, code: 0 },
  { what: "one is refused", restore: but("gone", restoreAnswer("refused")), code: 4 },
  { what: "one is unchanged", restore: but("gone", restoreAnswer("unchanged")), code: 0 },
  { what: "one waits for ever", restore: but("gone", restoreAnswer("waiting", { retryAfterSeconds: 40 })), code: 1 },
  { what: "one fails", restore: but("gone", failed("Busy", "later")), code: 1 },
])("exits with $code where $what", async ({ restore, code }) => {
  for (const json of [[], ["--json"]]) {
    expect((await runWith({ replies: { query, restore } }, "restore", "--all", "--yes", ...json)).code).toBe(code);
  }
});

test("--force goes through the alias", async () => {
  const { asked } = await runWith(
    { replies: { query, "restore:force": restore } },
    ...["restore", "--all", "--force", "--yes"],
  );

  expect(real(asked)[0]).toMatchObject({ name: "sst-vault-restore:force", request: { force: true } });
});

test("has nothing to do where no verdict is recoverable", async () => {
  const replies = { query: { parameters: [parameter("my-app", "fine", { verdict: "ok" })] } };
  const shown = await runWith({ replies }, "restore", "--all");
  const json = await runWith({ replies }, "restore", "--all", "--json");

  expect(shown).toMatchObject({ code: 0, out: expect.stringContaining("nothing to restore") });
  expect(shown.err).toContain("npx sst-vault verify\n");
  expect(JSON.parse(json.out)).toEqual({ account: "111122223333", region: "eu-west-1", results: [] });
});
