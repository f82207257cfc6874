import { expect, test } from "vitest";
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

test("what was forced though nothing is there to open, as it was deleted by hand, is undone by force", async () => {
  const warnings = ["forced: not proved: deleted by hand: bring back s3://b/k version 1"];
  const forced = { ...restored, opens: { state: "absent", secrets: "absent" }, warnings };
  const { out } = await runWith({ replies: { query, "restore:force": forced } }, ...stage, "--force", "--yes");

  expect(lastLine(out)).toMatch(/ --force --yes$/);
});
