import { beforeEach, expect, test } from "vitest";
import type { RecoveryPointSummary } from "../../../../lib/vault/api.ts";
import { history } from "../../../../lib/vault/query/history.ts";
import { captureOne } from "../../../support/capture-one.ts";
import { HOME, MemoryVault, stage } from "../../../support/memory/memory-vault.ts";

const parameter = stage("dev");
const { name } = parameter;
let vault: MemoryVault;
beforeEach(() => {
  vault = new MemoryVault();
});

async function captured(): Promise<void> {
  const kind = vault.store.events.at(-1)?.operation ?? "look";
  await captureOne(vault.ports(), parameter, { hint: { kind, at: vault.clock.iso(), source: "event" } });
}

const ports = () => ({ index: vault.tables, status: vault.tables });

/** All pages of the history, as a caller asks for them. */
async function all(): Promise<RecoveryPointSummary[]> {
  const found: RecoveryPointSummary[] = [];
  for (let nextToken: string | undefined, pages = 0; (pages === 0 || nextToken) && pages < 10; pages++) {
    const page = await history(ports(), HOME, { op: "history", name, ...(nextToken && { nextToken }) });
    expect(page.parameter).toMatchObject({ name, recoveryPoints: 3 });
    found.push(...page.recoveryPoints);
    ({ nextToken } = page);
  }
  return found;
}

test("the history holds the recovery points of all lives, newest first, and marks the live one", async () => {
  vault.store.userPut(name, "one");
  await captured();
  vault.clock.advance(1000);
  vault.store.userPut(name, "two");
  await captured();
  vault.clock.advance(60_000);
  vault.store.userDelete(name);
  await captured();
  vault.clock.advance(40_000);
  vault.store.userPut(name, "three");
  await captured();

  const points = await all();

  expect(points.map(({ life, parameterVersion, live }) => [life, parameterVersion, live])).toEqual([
    [2, 1, true],
    [1, 2, false],
    [1, 1, false],
  ]);
  expect(points[1]).toEqual({
    id: "20261122T120001.000Z-2",
    life: 1,
    createdAt: "2026-11-22T12:00:01.000Z",
    createdBy: "arn:aws:iam::000000000000:user/dev",
    capturedAt: "2026-11-22T12:00:01.000Z",
    source: "event",
    parameterVersion: 2,
    live: false,
    opens: { state: "untested", secrets: "untested" },
  });
});

test("a deleted parameter has a history without a live recovery point", async () => {
  vault.store.userPut(name, "one");
  await captured();
  vault.clock.advance(60_000);
  vault.store.userDelete(name);
  await captured();
  const { parameter: shown, recoveryPoints } = await history(ports(), HOME, {
    op: "history",
    app: "shop",
    stage: "dev",
  });
  expect(recoveryPoints).toMatchObject([{ parameterVersion: 1, live: false }]);
  expect(shown).toMatchObject({ live: false, recoveryPoints: 1 });
});

test.each([
  [{ app: "shop", stage: "prod" }, "npx sst-vault list --app shop"],
  [{ name: "/sst/passphrase/flat" }, "npx sst-vault list shows"],
])("of a parameter nobody saw it says what was not found, and what to try", async (target, hint) => {
  await expect(history(ports(), HOME, { op: "history", ...target })).rejects.toMatchObject({
    code: "NotFound",
    message: expect.stringMatching(/^the vault knows no parameter "\/sst\/passphrase\//),
    hint: expect.stringContaining(hint),
  });
});

test("a name outside the prefix is the caller's mistake", async () => {
  const request = { op: "history", name: "/elsewhere/shop/dev" } as const;
  await expect(history(ports(), HOME, request)).rejects.toMatchObject({ code: "BadRequest" });
});
