import { expect, test } from "vitest";
import { sampleEvent } from "../../../../support/sample-event.ts";
import { runWith } from "../../harness.ts";
import { all, lines, readPage, reportOn } from "./read-page.ts";

const POINT = "20261120T100000.000Z-2";
const at = "2026-11-23 14:54:15";

function told(...events: Parameters<typeof sampleEvent>[0][]): string[] {
  return lines(readPage(reportOn(...events.map((event, index) => sampleEvent({ seq: index + 1, ...event })))));
}

test("a value that was kept is told with its recovery point, its settings and how it came in", () => {
  const detail = { parameterVersion: 1, life: 2, source: "sweep", type: "SecureString", tier: "Advanced", keyId: "k1" };

  expect(told({ type: "created", recoveryPoint: POINT, detail })).toEqual([
    `${at} | created | user/ana Parameter Store | Recovery point ${POINT} version 1, life 2, SecureString, Advanced, k1, kept by a sweep`,
  ]);
});

test("a value from before its first sight says so, and when it was written down", () => {
  const event = { time: "2026-10-01T08:00:00.000Z", recordedAt: "2026-11-23T14:54:15.291Z" };
  const [line] = told({ ...event, type: "updated", recoveryPoint: POINT, detail: { life: 1, beforeVault: true } });

  expect(line).toBe(
    `2026-10-01 08:00:00 written down 53 d later, ${at} | updated | user/ana Parameter Store | Recovery point ${POINT} from before it was first seen`,
  );
});

test.each([
  { after: "five minutes", recordedAt: "2026-11-23T14:59:15.291Z", late: "" },
  { after: "more", recordedAt: "2026-11-23T14:59:15.292Z", late: " written down 5 min later, 2026-11-23 14:59:15" },
])("what is written down after $after is late: $late", async ({ recordedAt, late }) => {
  expect(told({ recordedAt })[0]).toMatch(new RegExp(`^${at}${late} \\|`));

  const { out } = await runWith({ replies: { query: { events: [sampleEvent({ recordedAt })] } } }, "audit");
  expect(out.includes("(recorded 5 min later)")).toBe(late !== "");
});

test.each([
  [{ from: 3, to: 5 }, "These were versions 3 to 5."],
  [{ from: 3, to: 3 }, "It was version 3."],
  [{}, ""],
])("a missed capture %o tells which versions are not kept", (versions, sentence) => {
  const detail = { reason: "cannot be decrypted", ...versions };
  const [line] = told({ type: "capture-missed", actor: null, detail });

  expect(line).toBe(
    `${at} | capture missed | unknown | A value is not in the vault: cannot be decrypted. ${sentence}`.trim(),
  );
});

test("a deletion nobody signed comes with the command that asks CloudTrail", () => {
  const [line] = told({ type: "deleted", actor: null, detail: { ask: "aws cloudtrail lookup-events --max-items 1" } });

  expect(line).toBe(
    `${at} | deleted | unknown | The parameter was deleted. Its recovery points stay. Who did it? This asks CloudTrail: aws cloudtrail lookup-events --max-items 1`,
  );
});

test("a deletion that was only found says that its time is the latest possible", () => {
  expect(told({ type: "deleted", detail: { observed: true } })[0]).toContain("the latest it can have been");
});

test("a restore tells what is live again, what it replaced, why, and what AWS could not bring back", () => {
  const detail = { recoveryPoint: POINT, replaced: "p9", statedReason: "deploys fail", warnings: ["no policies"] };
  const actor = { arn: "arn:aws:iam::444455556666:user/eve", proof: "stated" as const };

  expect(told({ type: "restored", actor, detail })).toEqual([
    `${at} | restored | 444455556666:user/eve stated | Recovery point ${POINT} is live again. It replaced p9. Reason given: deploys fail Warning: no policies`,
  ]);
});

test("a restored value that others replaced is not told to be live again", () => {
  const because = { code: "replaced-again", recoveryPoint: POINT, version: 3 };
  const reason = "since then it was replaced by version 4";
  const [one] = told({ type: "restored", detail: { recoveryPoint: POINT, because, reason, replaced: "p9" } });

  expect(one).toContain("Not live any more: since then it was replaced by version 4. It replaced p9.");
});

test("a refused restore tells why, and that nothing was changed", () => {
  const detail = { recoveryPoint: null, reason: "a deploy holds the lock", statedReason: "try", warnings: [] };

  expect(told({ type: "restore-refused", detail })[0]).toContain(
    "restore refused | user/ana Parameter Store | Nothing was changed: a deploy holds the lock. Reason given: try",
  );
});

test("a changed verdict tells from what to what, why, and what set off the test", () => {
  const detail = { from: "ok", to: "lost", cause: "sweep", reason: "no recovery point opens state" };

  expect(told({ type: "verdict-changed", actor: null, detail })).toEqual([
    `${at} | verdict | the vault | ok → lost no recovery point opens state; tested after: sweep`,
  ]);
});

test("a revealed value tells which, to whom, and why", () => {
  const actor = { arn: "arn:aws:iam::111122223333:user/ana", proof: "verified" as const };
  const [line] = told({ type: "revealed", actor, recoveryPoint: POINT, detail: { statedReason: "escrow" } });

  expect(line).toBe(
    `${at} | revealed | user/ana verified | The value of recovery point ${POINT} was revealed. Reason given: escrow`,
  );
});

const call = { sourceIp: "203.0.113.7", userAgent: "aws-cli/2", identityType: "IAMUser", failed: false };
const trail = { arn: "arn:aws:iam::111122223333:user/ana", proof: "trail" as const };

test("a call that explains a change stands in the change's line", () => {
  const name = "/sst/passphrase/shop/prod";
  const page = told(
    { type: "deleted", actor: trail, detail: { explainedBy: `${name}#2` } },
    { type: "api-call", actor: trail, detail: { eventName: "DeleteParameter", explains: `${name}#1`, ...call } },
  );

  expect(page).toEqual([
    `${at} | deleted | user/ana CloudTrail | The parameter was deleted. Its recovery points stay. DeleteParameter from 203.0.113.7, as IAMUser, with aws-cli/2`,
  ]);
});

test("a call whose change lies outside the period stands for itself", () => {
  const detail = { eventName: "PutParameter", explains: "/sst/passphrase/shop/prod#99", byVault: "restore", ...call };

  expect(told({ type: "api-call", actor: trail, detail })[0]).toContain(
    "API call | user/ana CloudTrail | PutParameter from 203.0.113.7, as IAMUser, with aws-cli/2, by the vault's restore",
  );
});

test("a failed call and a call that labels stand for themselves, the failed one marked", () => {
  const failed = { ...call, eventName: "DeleteParameter", failed: true, errorCode: "AccessDenied" };
  const page = told(
    { type: "api-call", detail: failed },
    { type: "api-call", detail: { ...call, eventName: "LabelParameterVersion" } },
  );

  expect(page[0]).toContain("| failed call | user/ana Parameter Store | AccessDenied: DeleteParameter from");
  expect(page[1]).toContain("| API call | user/ana Parameter Store | LabelParameterVersion from");
});

test("a name shows its whole ARN, and leads to what else they did", () => {
  const page = readPage(reportOn(sampleEvent()));
  const link = all(page, "a").find(({ text }) => text === "user/ana");

  expect(link?.attributes).toEqual({ href: "#who-1", title: "arn:aws:iam::111122223333:user/ana" });
});

test("a detail of another shape than expected is left out, not shown as [object Object]", () => {
  const [line] = told({
    type: "restored",
    detail: { recoveryPoint: {}, replaced: [], warnings: "w", statedReason: 7 },
  });

  expect(line).toContain("Recovery point is live again. Reason given: 7");
  expect(line).not.toContain("object");
});
