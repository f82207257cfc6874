import { expect, test } from "vitest";
import type { Opens, SplitStep } from "../../../lib/vault/api.ts";
import { parameter, point, restoreAnswer, runWith } from "./harness.ts";

const stage = ["restore", "my-app", "production"];
const command = "npx sst-vault restore my-app production";
const older = "20261120T100000.000Z-1";
const newer = "20261122T014946.123Z-1";

const opens = (state: Opens["state"], secrets: Opens["secrets"]): Opens => ({ state, secrets });
const refusal = (candidates: [id: string, live: boolean, opens: Opens][], changes: object = {}) =>
  restoreAnswer("refused", {
    reason: "it cannot be known",
    candidates: candidates.map(([id, live, what]) => point({ id, live, opens: what })),
    ...changes,
  });

test("a split shows what opens what, and the steps that save both, where each runs", async () => {
  const steps: SplitStep[] = [
    { do: "restore", recoveryPoint: newer, force: true },
    { do: "save-secrets" },
    { do: "restore", recoveryPoint: older, force: false },
    { do: "delete-secrets", bucket: "sst-state-abc", key: "secret/my-app/production.json" },
    { do: "load-secrets" },
    { do: "delete-saved-secrets" },
  ];
  const restore = refusal(
    [
      [newer, true, opens("no", "yes")],
      [older, false, opens("yes", "no")],
    ],
    {
      reason: "state and secrets are opened by different recovery points",
      steps,
    },
  );

  const { code, out, asked } = await runWith({ replies: { restore } }, ...stage, "--dry-run", "--region", "eu-west-1");
  const json = await runWith({ replies: { restore } }, ...stage, "--dry-run", "--json");

  expect({ code, asked: asked.length }).toEqual({ code: 4, asked: 1 });
  const told: { command: string }[] = JSON.parse(json.out).steps;
  expect(told).toMatchObject(steps);
  expect(told[0]?.command).toBe(`${command} --recovery-point ${newer} --force --yes`);
  expect(out).toMatchInlineSnapshot(`
    "account 111122223333, region eu-west-1
    refused, nothing was changed: /sst/passphrase/my-app/production
      why       state and secrets are opened by different recovery points

    RECOVERY POINT          LIVE   AGE  BY                 KEPT BY  OPENS
    20261122T014946.123Z-1  live  10 h  role/Deploy/ci-17  event    state no,
                                                                    secrets yes
    20261120T100000.000Z-1         2 d  role/Deploy/ci-17  event    state yes,
                                                                    secrets no

    to save both, one line after the other:
    1. in the vault's checkout:
    npx sst-vault restore my-app production --recovery-point 20261122T014946.123Z-1 --force --yes --region eu-west-1
    2. in the app's folder:
    npx sst secret list --stage=production | awk -v 'head=# my-app/production' '/^# /{on=($0==head)} on && !/^#/' > secrets.env
    3. in the vault's checkout:
    npx sst-vault restore my-app production --recovery-point 20261120T100000.000Z-1 --yes --region eu-west-1
    4. in the app's folder:
    test -s secrets.env && aws s3 rm s3://sst-state-abc/secret/my-app/production.json --region eu-west-1
    npx sst secret load secrets.env --stage=production
    5. once npx sst secret list shows them all there (a secret of several lines may
    be cut: set that one by hand):
    rm secrets.env
    "
  `);
});

test("a refusal is recorded by the vault once, however it was planned", async () => {
  const restore = refusal([
    [newer, true, opens("absent", "absent")],
    [older, false, opens("absent", "absent")],
  ]);
  const { code, asked, out } = await runWith({ replies: { restore } }, ...stage);

  expect(code).toBe(4);
  expect(asked.map(({ request }) => "dryRun" in request)).toEqual([true, false]);
  expect(out).toContain("why       it cannot be known");
});

const unproved = "to see what would prove which is right:\nnpx sst-vault verify my-app production\n";

const cases = [
  {
    what: "nothing to test against",
    candidates: [
      [newer, true, opens("absent", "absent")],
      [older, false, opens("absent", "absent")],
    ],
    says: `to pick one, name it:\n${command} --recovery-point ${older}\n`,
  },
  {
    what: "evidence out of reach, and a live value",
    candidates: [
      [newer, true, opens("untested", "untested")],
      [older, false, opens("untested", "no")],
    ],
    says: `${unproved}to pick one, name it:\n${command} --recovery-point ${older} --force\n`,
  },
  {
    what: "evidence out of reach, and no live value",
    candidates: [
      [newer, false, opens("untested", "untested")],
      [older, false, opens("untested", "untested")],
    ],
    says: `${unproved}to pick one, name it:\n${command} --recovery-point ${newer}\n${command} --recovery-point ${older}\n`,
  },
  {
    what: "a running deploy",
    candidates: [
      [newer, true, opens("no", "absent")],
      [older, false, opens("yes", "absent")],
    ],
    says: `to try again:\n${command}\nto do it all the same (a right of its own):\n${command} --force\n`,
  },
  {
    what: "a named one that does not open the stage",
    argv: ["--recovery-point", "x"],
    candidates: [
      [newer, true, opens("no", "no")],
      [older, false, opens("yes", "yes")],
    ],
    says: `to take one that opens the stage, name it:\n${command} --recovery-point ${older}\nto do it all the same (a right of its own):\n${command} --recovery-point x --force\n`,
  },
  {
    what: "a named one where the stage works",
    argv: ["--recovery-point", "x"],
    candidates: [
      [newer, true, opens("yes", "yes")],
      [older, false, opens("yes", "yes")],
    ],
    says: `\n\nto do it all the same (a right of its own):\n${command} --recovery-point x --force\n`,
  },
] satisfies { what: string; argv?: string[]; candidates: [string, boolean, Opens][]; says: string }[];

test.each(cases)("a refusal for $what ends with what may be typed", async ({ argv = [], candidates, says }) => {
  const replies = { restore: refusal(candidates) };
  const { code, out } = await runWith({ replies }, ...stage, ...argv);
  const agreed = await runWith({ replies }, ...stage, "--yes", ...argv);

  expect([code, agreed.code]).toEqual([4, 4]);
  expect(out.endsWith(says), out).toBe(true);
  // Who said that nobody need be asked says so again.
  expect(agreed.out.endsWith(says.replaceAll(/^npx sst-vault restore .*$/gm, "$& --yes")), agreed.out).toBe(true);
});

test("where nothing opens the stage, none is offered, but what else may help", async () => {
  const restore = refusal([
    [newer, true, opens("no", "no")],
    [older, false, opens("no", "yes")],
  ]);
  const { out } = await runWith({ replies: { restore } }, ...stage, "--yes");

  expect(out).not.toContain("--recovery-point");
  expect(out).toContain("aws ssm put-parameter --name /sst/passphrase/my-app/production");
  expect(out).toContain("last resort");
});

test("where the live value is all there is, nothing is offered", async () => {
  const restore = refusal([[newer, true, opens("absent", "absent")]]);
  const { out } = await runWith({ replies: { restore } }, ...stage, "--yes");

  expect(out.trimEnd().split("\n").at(-1)).toContain("nothing to open");
});

test("of many only a few are shown as commands", async () => {
  const ids = Array.from({ length: 9 }, (_, index) => `2026110${index + 1}T100000.000Z-1`);
  const restore = refusal(ids.map((id) => [id, false, opens("absent", "absent")]));
  const { out } = await runWith({ replies: { restore } }, ...stage, "--yes");

  expect(out.match(/--recovery-point/g)).toHaveLength(5);
  expect(out.trimEnd().split("\n").at(-1)).toBe("… and so on for the others");
});

const stopped = (cause: object, changes: object = {}) => refusal([], { cause, ...changes });

test("a deploy that holds SST's lock is waited for, or its lock is removed, or it is overruled", async () => {
  const restore = refusal(
    [
      [newer, true, opens("no", "absent")],
      [older, false, opens("yes", "absent")],
    ],
    { cause: { code: "deploy-running", stage: "it's" } },
  );
  const { out } = await runWith({ replies: { restore } }, ...stage, "--yes");

  expect(out.slice(out.indexOf("\n\nif no deploy")).trim().split("\n")).toEqual([
    "if no deploy is running, to remove the lock that one left behind, in the app's",
    "folder:",
    "npx sst unlock '--stage=it'\\''s'",
    "to try again:",
    `${command} --yes`,
    "to do it all the same (a right of its own):",
    `${command} --force --yes`,
  ]);
});

test.each([
  { cause: { code: "key-unusable", keyId: "alias/lost" }, says: [`${command} --key-id alias/aws/ssm --yes`] },
  { cause: { code: "parameter-limit" }, says: [`${command} --key-id alias/lost --tier Advanced --yes`] },
  {
    cause: { code: "versions-labelled", version: 7, labels: ["keep"] },
    says: [
      "aws ssm unlabel-parameter-version --name /sst/passphrase/my-app/production --parameter-version 7 --labels keep --region eu-west-1",
      `${command} --key-id alias/lost --yes`,
    ],
  },
])("what Parameter Store refuses for $cause.code comes with what mends it", async ({ cause, says }) => {
  const argv = [...stage, "--key-id", "alias/lost", "--yes"];
  const { code, out } = await runWith({ replies: { restore: stopped(cause) } }, ...argv);

  expect(code).toBe(4);
  expect(out.trim().split("\n").slice(-says.length)).toEqual(says);
});

test("a passphrase that would be stored in clear comes with the two commands that have it encrypted", async () => {
  const remove = "aws ssm delete-parameter --name /sst/passphrase/my-app/production --region eu-west-1";
  const restore = stopped({ code: "stored-in-clear", type: "String", recoveryPoint: older });
  const one = await runWith({ replies: { restore } }, ...stage, "--yes", "--at", "2026-11-20");
  const query = { parameters: [parameter("my-app", "production", { verdict: "recoverable" })] };
  const all = await runWith({ replies: { query, restore } }, "restore", "--all", "--yes");

  expect([one.code, all.code]).toEqual([4, 4]);
  const at = "--at 2026-11-20T00:00:00.000Z";
  const anyway = ["to do it all the same (a right of its own):", `${command} ${at} --force --yes`];
  expect(one.out.trim().split("\n").slice(-4)).toEqual([remove, `${command} ${at} --yes`, ...anyway]);
  expect(all.out).toContain("\nrefused /sst/passphrase/my-app/production\n");
  expect(all.out.trim().split("\n").slice(-2)).toEqual([remove, `${command} --yes`]);
});
