import { describe, expect, test } from "vitest";
import { ACCOUNT, parameter, point, restoreAnswer, runWith } from "./harness.ts";

const older = point({ id: "20261120T100000.000Z-1" });
const live = point({ id: "20261122T014946.123Z-2", live: true, createdBy: `arn:aws:iam::${ACCOUNT}:user/bob` });
const query = { parameter: parameter("my-app", "production"), recoveryPoints: [live, older] };
const opens = { state: "yes", secrets: "yes" } as const;
const planned = restoreAnswer("planned", { recoveryPoint: older.id, replaced: live.id, opens });
const restored = { ...planned, outcome: "restored", created: "20261122T120000.000Z-3", parameterVersion: 3 };
const stage = ["restore", "my-app", "production"];
const lastLine = (text: string) => text.trimEnd().split("\n").at(-1);

test("a replaced value is undone by restoring it, in the vault that was given", async () => {
  const where = ["--region", "eu-west-1", "--vault", "other", "--profile", "p"];
  const answered = { ...restored, app: "my-app", stage: "--help" };
  const { out, asked } = await runWith(
    { replies: { query, restore: answered } },
    ...["restore", ...where, "--yes", "--", "my-app", "--help"],
  );

  expect(asked[0]?.name).toBe("other-restore");
  expect(lastLine(out)).toBe(
    `npx sst-vault restore --recovery-point ${live.id} --force --yes --region eu-west-1 --profile p --vault other -- my-app --help`,
  );
});

test("a live value that the vault could not keep is asked about, too, and cannot come back", async () => {
  const unkept = { replaced: null, wasAbsent: false };
  const forced = ({ dryRun }: Record<string, unknown>) => ({ ...(dryRun ? planned : restored), ...unkept });
  const setting = { replies: { query, "restore:force": forced }, confirms: true };
  const { questions, err, out } = await runWith(setting, ...stage, "--force");

  expect(questions).toBe(1);
  expect(err).toContain("live      a value that the vault could not read, and does not keep\n");
  expect(err).not.toContain("the vault keeps");
  expect(out).toContain("replaced  a value that the vault could not read");
  expect(out).not.toContain("to undo");
});

test.each([
  { opens: { state: "yes", secrets: "absent" } as const, force: " --force", proved: "proved" },
  { opens: { state: "absent", secrets: "yes" } as const, force: " --force", proved: "proved" },
  { opens: { state: "untested", secrets: "untested" } as const, force: " --force", proved: "not proved" },
  { opens: { state: "absent", secrets: "untested" } as const, force: " --force", proved: "not proved" },
  { opens: { state: "no", secrets: "no" } as const, force: " --force", proved: "not proved" },
  { opens: { state: "absent", secrets: "absent" } as const, force: "", proved: "not proved" },
])("what opens $opens is undone with: $force", async ({ opens, force, proved }) => {
  const { out } = await runWith({ replies: { query, restore: { ...restored, opens } } }, ...stage, "--yes");

  expect(out).toContain(`opens     ${proved}: `);
  expect(lastLine(out)).toBe(`npx sst-vault restore my-app production --recovery-point ${live.id}${force} --yes`);
});

test.each([
  {
    by: "its data",
    forced: { forced: true, warnings: ["any words"], warningCauses: [{ code: "forced" }] },
    undo: " --force",
  },
  {
    by: "the words of a vault of 0.1.0",
    forced: { warnings: ["forced: not proved: deleted by hand"] },
    undo: " --force",
  },
  { by: "no words beside data", forced: { warnings: ["forced: x"], warningCauses: [{ code: "other" }] }, undo: "" },
])("what was forced though nothing is there to open, by $by, is undone with:$undo", async ({ forced, undo }) => {
  const answered = { ...restored, opens: { state: "absent", secrets: "absent" }, ...forced };
  const { out } = await runWith({ replies: { query, "restore:force": answered } }, ...stage, "--force", "--yes");

  expect(lastLine(out)).toBe(`npx sst-vault restore my-app production --recovery-point ${live.id}${undo} --yes`);
});

describe("what was restored and replaced since", () => {
  const by = { version: 4, createdAt: "2026-11-22T12:00:00.200Z", createdBy: null, recoveryPoint: null };
  const replaced = {
    ...restored,
    cause: { code: "replaced-again", recoveryPoint: older.id, version: 3, by },
    warnings: ["since then it was replaced by version 4"],
  };

  test("is no mended stage, cannot be undone, and is told how to find the writer", async () => {
    const { code, out, err } = await runWith({ replies: { query, restore: replaced } }, ...stage, "--yes");

    expect({ code, err }).toEqual({ code: 1, err: "warning: since then it was replaced by version 4\n" });
    expect(out).toMatchInlineSnapshot(`
      "account 111122223333, region eu-west-1
      restored, but not live any more: /sst/passphrase/my-app/production
        from      20261120T100000.000Z-1
                  written 2026-11-20 10:00:00 UTC (2 d ago) by role/Deploy/ci-17
        opens     proved: state yes, secrets yes
        replaced  20261122T014946.123Z-2
                  written 2026-11-22 01:49:46 UTC (10 h ago) by user/bob
        written   version 3 of the parameter
      to see what was written, and by whom:
      npx sst-vault history my-app production
      once nothing else writes it, to restore it again:
      npx sst-vault restore my-app production --yes
      "
    `);
  });

  test("is tried again where all were restored", async () => {
    const replies = {
      query: { parameters: [parameter("my-app", "production", { verdict: "recoverable" })] },
      restore: replaced,
    };
    const { code, out } = await runWith({ replies }, "restore", "--all", "--yes");

    expect(code).toBe(1);
    expect(out).toMatch(/^my-app +production +replaced since /m);
    expect(out).toMatch(/\nto try again:\nnpx sst-vault restore --all --yes\n$/);
  });

  test("is a failure for programs too", async () => {
    const { code, out } = await runWith({ replies: { query, restore: replaced } }, ...stage, "--yes", "--json");

    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ outcome: "restored", cause: { code: "replaced-again" } });
  });
});
