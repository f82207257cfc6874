import { expect, test } from "vitest";
import type { Context } from "../../../lib/cli/context.ts";
import { firstSweep, isComplete, sweptText } from "../../../lib/deploy/first-sweep.ts";
import { toRepair } from "../../../lib/deploy/repairs.ts";
import type { Check } from "../../../lib/vault/api.ts";
import { type ErrorCode, VaultError } from "../../../lib/vault/errors.ts";
import { parameter } from "../cli/harness.ts";

type Reply = object | VaultError;
type Replies = Record<"sweep" | "list" | "status", Reply | (() => Reply)>;

/** A deploy's view of a vault that answers so; and how long it slept. */
function seen(replies: Partial<Replies>) {
  const slept = { milliseconds: 0 };
  const ask = (name: string, { op = name }: { op?: string }) => {
    const reply = replies[op as keyof Replies];
    const given = typeof reply === "function" ? reply() : reply;
    return given instanceof VaultError ? Promise.reject(given) : Promise.resolve(given);
  };
  const io = { err: () => {}, rewritable: false };
  const clock = {
    now: () => new Date(slept.milliseconds),
    sleep: (milliseconds: number) => {
      slept.milliseconds += milliseconds;
      return Promise.resolve();
    },
  };
  const context = { ask, io, clock, options: { vault: "sst-vault" } } as unknown as Context;
  return { context, slept };
}

const PROVED = { provedAt: "2026-11-22T12:00:00.000Z" };
const list = (...parameters: ReturnType<typeof parameter>[]) => ({ account: "1", region: "r", parameters });
const done = parameter("my-app", "dev", PROVED);
const pending = parameter("my-app", "new", { recoveryPoints: 0, latest: null });
const NAME = pending.name;
const denied: Check = {
  name: "capture",
  ok: false,
  detail: "1 change waiting",
  causes: [
    {
      ...{ code: "attempts-fail", function: "sst-vault-capture", parameter: NAME, seconds: 3, foreign: false },
      ...{ error: "AccessDenied", right: "ssm:GetParameterHistory" },
    },
  ],
};

test("waits until everything is captured and tested, and no longer", async () => {
  let looks = 0;
  const { context, slept } = seen({
    sweep: { parameters: 2, enqueued: 2 },
    list: () => (++looks < 4 ? list(done, pending) : list(done, parameter("my-app", "new", PROVED))),
  });
  const swept = await firstSweep(context);
  expect(slept.milliseconds).toBe(3_000);
  expect(isComplete(swept)).toBe(true);
  expect(sweptText(swept, [])).toBe("2 of 2 passphrases captured and tested\n");
});

test("stops waiting as soon as the vault says that it is not healthy, and names what is pending with the reason", async () => {
  const sweep = { parameters: 2, enqueued: 2 };
  const { context, slept } = seen({ sweep, list: list(done, pending), status: { healthy: false, checks: [denied] } });
  const swept = await firstSweep(context);
  expect(slept.milliseconds).toBeLessThan(30_000);
  expect(isComplete(swept)).toBe(false);
  expect(sweptText(swept, [denied])).toBe(
    `1 of 2 passphrases captured and tested; pending:\n  ${NAME}: sst-vault-capture fails: AccessDenied on ssm:GetParameterHistory\n`,
  );
});

test("waits three minutes at most, while the vault is healthy", async () => {
  const sweep = { parameters: 700, enqueued: 700 };
  const untested = parameter("my-app", "old");
  const { context, slept } = seen({
    sweep,
    list: list(done, untested, pending),
    status: { healthy: true, checks: [] },
  });
  const swept = await firstSweep(context);
  expect(slept.milliseconds).toBeGreaterThan(170_000);
  expect(sweptText(swept, [{ name: "capture", ok: true, detail: "9 changes waiting" }])).toBe(
    [
      "1 of 700 passphrases captured and tested; pending:",
      `  ${NAME}: not captured yet (9 changes waiting)`,
      `  ${untested.name}: not tested yet`,
      "  and 697 more",
      "",
    ].join("\n"),
  );
});

test("a sweep that fails is told, and is no end: the vault's health says why", async () => {
  const { context } = seen({ sweep: new VaultError("Busy", '"sst-vault-sweep" is throttled'), list: list(done) });
  const swept = await firstSweep(context);
  expect(isComplete(swept)).toBe(false);
  expect(sweptText(swept, [])).toBe('not swept: "sst-vault-sweep" is throttled\n');
});

test("a standing vault is asked what is to be put back, and one that cannot answer is itself to be put back", async () => {
  const causes = [
    { code: "rule-missing", rule: "sst-vault-changes" },
    { code: "rule-disabled", rule: "sst-vault-trail", state: "DISABLED" },
  ];
  const found = (status: Reply) => toRepair(seen({ status }).context);
  const failed = (code: ErrorCode) => found(new VaultError(code, "it said"));
  expect(await found({ healthy: false, checks: [denied, { name: "rules", ok: false, detail: "", causes }] })).toEqual([
    `sst-vault-capture fails on ${NAME}: AccessDenied on ssm:GetParameterHistory, 3 seconds ago`,
    "the rule sst-vault-changes is missing",
  ]);
  expect(await found({ healthy: true, checks: [{ name: "rules", ok: false, detail: "an older vault's" }] })).toEqual(
    [],
  );
  const note = { name: "trail", ok: false, detail: "", advisory: true };
  const rights = { code: "right-missing", function: "sst-vault-query", rights: ["cloudtrail:DescribeTrails"] };
  expect(await found({ healthy: true, checks: [{ ...note, causes: [rights] }] })).toEqual([]);
  expect(await failed("NoVault")).toEqual(["the function sst-vault-query is missing"]);
  expect(await failed("Unexpected")).toEqual(["the function sst-vault-query does not answer: it said"]);
  for (const code of ["NotAllowed", "Busy"] as const) expect(await failed(code)).toEqual([]);
});
