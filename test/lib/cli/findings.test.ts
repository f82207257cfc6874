import { expect, test } from "vitest";
import type { VerifyResult } from "../../../lib/vault/api.ts";
import type { VerdictCause } from "../../../lib/vault/cause.ts";
import { causeText } from "../../../lib/vault/cause-text.ts";
import { runWith, verifyResult } from "./harness.ts";

const shown = (results: VerifyResult[], columns = 80) =>
  runWith({ replies: { verify: { results } }, columns }, "verify", "my-app", "x");
const found = (verdict: VerifyResult["verdict"], reason: string, changes: Partial<VerifyResult> = {}) =>
  verifyResult("my-app", "production", { verdict, reason, ...changes });
/** As the vault answers: the cause, and its words. */
const unproven = (cause: VerdictCause) => found("unproven", causeText(cause), { cause });

/** What is said about the one finding, without the table. */
async function said(result: VerifyResult): Promise<string> {
  const { out } = await shown([result], Number.POSITIVE_INFINITY);
  return out.slice(out.lastIndexOf("\n\n") + 2);
}

test("each finding says what is broken, why, and what to type, within 80 columns", async () => {
  const { code, out } = await shown([
    found("recoverable", "recovery point 20261120T100000.000Z-1 opens state and secrets, the live value does not"),
    found("recoverable", "recovery point 20261120T100000.000Z-1 opens secrets, the live value does not", {
      ...{ stage: "_fallback", name: "/sst/passphrase/my-app/_fallback", live: false },
      opens: { state: "absent", secrets: "yes" },
    }),
    found("split", "state and secrets are opened by different recovery points", {
      ...{ stage: "pr-17", recoveryPoint: null, opens: { state: "no", secrets: "yes" } },
    }),
    found("unproven", "nothing to test yet", {
      cause: { code: "nothing-to-test" },
      ...{ stage: "new", recoveryPoint: null, opens: { state: "absent", secrets: "absent" } },
    }),
  ]);

  expect(code).toBe(5);
  expect(out).toMatchInlineSnapshot(`
    "account 111122223333, region eu-west-1

    APP     STAGE       VALUE    VERDICT      RECOVERY POINT          OPENS
    my-app  production  live     recoverable  20261120T100000.000Z-1  state yes,
                                                                      secrets yes
    my-app  _fallback   deleted  recoverable  20261120T100000.000Z-1  state absent,
                                                                      secrets yes
    my-app  pr-17       live     split        none                    state no,
                                                                      secrets yes
    my-app  new         live     unproven     none                    nothing to
                                                                      open

    3 of 4 broken, 1 with nothing to test yet

    my-app production: recoverable
      what      its live passphrase is the wrong one, and sst deploy fails; the
                vault has the right one
      why       recovery point 20261120T100000.000Z-1 opens state and secrets, the
                live value does not
    to restore it:
    npx sst-vault restore my-app production

    my-app _fallback: recoverable
      what      every stage of my-app is broken: the passphrase of the secrets they
                share is gone; the vault has the right one
      why       recovery point 20261120T100000.000Z-1 opens secrets, the live value
                does not
    to restore it:
    npx sst-vault restore my-app _fallback

    my-app pr-17: split
      what      its state and its secrets are under different passphrases, and no
                single one opens both
      why       state and secrets are opened by different recovery points
    to see the steps that save both (this changes nothing):
    npx sst-vault restore my-app pr-17 --dry-run
    "
  `);
});

test("nothing is said beyond the table where nothing is wrong", async () => {
  const { out } = await shown([
    found("ok", "the live value opens state"),
    found("retired", "the state has no resources"),
  ]);

  expect(out.trimEnd().split("\n").at(-1)).toBe("nothing is broken");
});

test("a lost one: who may still have it, and the last resort", async () => {
  const lost = found("lost", "no recovery point opens state", { live: false, recoveryPoint: null });

  expect(await said(lost)).toMatchInlineSnapshot(`
    "my-app production: lost
      what      sst deploy fails, and the vault has no passphrase that would open it
      why       no recovery point opens state
    if anyone still has the passphrase (another vault or account, SST_PASSPHRASE in CI): store it, from a file without a line break at its end:
    aws ssm put-parameter --name /sst/passphrase/my-app/production --type SecureString --overwrite --value file://passphrase.txt --region eu-west-1
    npx sst-vault verify my-app production
    else the README's recovery guide has the last resort, and what it costs
    "
  `);
});

test("a lost one that another parameter's recovery point opens: the command that copies it", async () => {
  const elsewhere = { name: "/sst/passphrase/store/production", recoveryPoint: "20261120T100000.000Z-1" };
  const text = await said(found("lost", "no recovery point opens state", { recoveryPoint: null, elsewhere }));

  expect(text.trimEnd().split("\n").at(-1)).toBe(
    "npx sst-vault restore my-app production --from /sst/passphrase/store/production --recovery-point 20261120T100000.000Z-1",
  );
});

test("a lost one that is not live is absent, for nobody may ever have stored it", async () => {
  const lost = found("lost", "no recovery point opens state", { live: false, recoveryPoint: null });
  const recoverable = found("recoverable", "so it is", { live: false });

  expect((await shown([lost])).out).toMatch(/^my-app +production +absent +lost +none$/m);
  expect((await shown([recoverable])).out).toMatch(/^my-app +production +deleted +recoverable /m);
});

test("another bucket: accept it, or put the old one back", async () => {
  const moved = { code: "bucket-moved", bucket: "sst-state-new", provedIn: "sst-state-old" } as const;

  expect(await said(unproven(moved))).toMatchInlineSnapshot(`
    "my-app production: unproven
      what      nobody knows whether it works: it could not be tested
      why       /sst/bootstrap names the bucket "sst-state-new"; it was proved in "sst-state-old" before
    if SST's files were moved there on purpose:
    npx sst-vault verify my-app production --accept-bucket sst-state-new
    else put /sst/bootstrap back as it was, before the next sst command:
    aws ssm get-parameter-history --name /sst/bootstrap --region eu-west-1
    "
  `);
});

test("deleted by hand: the version to bring back", async () => {
  const object = { bucket: "sst-state-abc", key: "app/my-app/production.json", version: "3HL4kqtJvjVBH40Nrjfkd" };

  expect(await said(unproven({ code: "deleted-by-hand", artifact: "state", ...object }))).toMatchInlineSnapshot(`
    "my-app production: unproven
      what      nobody knows whether it works: it could not be tested
      why       the state was deleted by hand: bring back s3://sst-state-abc/app/my-app/production.json version 3HL4kqtJvjVBH40Nrjfkd
    to bring it back:
    aws s3api copy-object --bucket sst-state-abc --key app/my-app/production.json --copy-source 'sst-state-abc/app/my-app/production.json?versionId=3HL4kqtJvjVBH40Nrjfkd' --region eu-west-1
    npx sst-vault verify my-app production
    "
  `);
});

test.each([
  {
    cause: { code: "object-denied", bucket: "b", key: "app/x.json", right: "s3:GetObject", error: "AccessDenied" },
    right: "s3:GetObject on b/app/x.json",
  },
  {
    cause: { code: "object-denied", bucket: "b", key: "k", right: "s3:ListBucketVersions", error: "AccessDenied" },
    right: "s3:ListBucketVersions on b",
  },
  { cause: { code: "bootstrap-denied", provedIn: null }, right: "ssm:GetParameter on /sst/bootstrap" },
] as const)("unreadable, $right is missing", async ({ cause, right }) => {
  const text = await said(unproven(cause));

  expect(text).toContain(`why       ${causeText(cause)}\n`);
  expect(text).toContain(`allow the role of the function sst-vault-verify ${right}`);
  expect(text.endsWith("\nnpx sst-vault verify my-app production\n")).toBe(true);
});

test("a damaged entry: what was changed, and where it says how that is mended", async () => {
  expect(await said(unproven({ code: "ledger-damaged", entries: [7], recoveryPoints: [] }))).toMatchInlineSnapshot(`
    "my-app production: unproven
      what      nobody knows whether it works: it could not be tested
      why       entry 7 of its ledger is damaged, and what it holds cannot be tried
    to see what was changed past the vault:
    npx sst-vault audit my-app production --check
    repair it ("A damaged ledger" in the README), then verify again:
    npx sst-vault verify my-app production
    "
  `);
});

test("a damaged sealed value: no check that does not read it, but where it says how it is mended", async () => {
  const recoveryPoints = ["20261120T100000.000Z-1"];
  const text = await said(unproven({ code: "ledger-damaged", entries: [], recoveryPoints }));

  expect(text).not.toContain("--check");
  expect(text).toContain('("A damaged ledger" in the README)');
});

test.each([
  { cause: { code: "bucket-missing", bucket: "b" }, command: "npx sst-vault verify my-app production" },
  {
    cause: { code: "too-many-values", artifacts: ["state"] },
    command: "npx sst-vault restore my-app production --at TIME --dry-run",
  },
] as const)("$cause.code: $command", async ({ cause, command }) => {
  expect((await said(unproven(cause as VerdictCause))).trimEnd().split("\n").at(-1)).toBe(command);
});

test.each([
  { verdict: "recoverable" as const, live: true, says: "is the wrong one; the vault has the right one" },
  { verdict: "recoverable" as const, live: false, says: "is gone; the vault has the right one" },
  { verdict: "lost" as const, live: true, says: "the vault has none that would open them" },
  { verdict: "unproven" as const, live: true, says: "every stage of my-app needs it" },
])("a _fallback that is $verdict breaks every stage of its app", async ({ verdict, live, says }) => {
  const fallback = { stage: "_fallback", name: "/sst/passphrase/my-app/_fallback", live };
  const text = await said(found(verdict, "so it is", fallback));

  expect(text).toContain("every stage of my-app");
  expect(text).toContain(says);
  expect(text).toContain("my-app _fallback");
});

test("a parameter that is no stage's says so, and advises nothing", async () => {
  const name = "/sst/passphrase/one/level/deeper";
  const text = await said(found("unproven", "not the passphrase of a stage", { app: null, stage: null, name }));

  expect(text).toMatch(/^.*deeper: unproven\n {2}what .*\n {2}why .*\n$/);
});

test("a cause that this version does not know keeps its words and a command", async () => {
  const text = await said(found("unproven", "the moon is full", { cause: { code: "full-moon", phase: 1 } }));

  expect(text).toContain("why       the moon is full\n");
  expect(text.endsWith("\nnpx sst-vault verify my-app production\n")).toBe(true);
});
