import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newPassphrase, secretsFile, stateFile } from "../../../lib/local/sst-files.ts";
import type { RestoreRequest } from "../../../lib/vault/api.ts";
import { capture } from "../../../lib/vault/capture.ts";
import { restore } from "../../../lib/vault/restore.ts";
import { MemoryVault, stage } from "../../support/memory/memory-vault.ts";

const STATE = "app/shop/prod.json";
const SECRETS = "secret/shop/prod.json";
const [right, wrong] = [newPassphrase(), newPassphrase()];
let state: Buffer;
beforeAll(async () => {
  state = await stateFile(right);
});

const parameter = stage("prod");
const { name } = parameter;
let vault: MemoryVault;
beforeEach(() => {
  vault = new MemoryVault();
});

async function captured() {
  const event = vault.store.events.at(-1);
  if (event) await capture(vault.ports(), parameter, { kind: event.operation, at: event.at, source: "event" }, 60);
  vault.clock.advance(60_000);
  return vault.tables.lives.get(parameter.arn)?.livePoint ?? "";
}

function put(value: string) {
  vault.store.userPut(name, value);
  return captured();
}

function remove() {
  vault.store.userDelete(name);
  return captured();
}

/** What SST does to a stage whose passphrase was deleted: it stores a new one. */
async function accident() {
  const good = await put(right);
  vault.bucket.put(STATE, state);
  vault.bucket.put(SECRETS, secretsFile(right));
  await remove();
  return { good, regenerated: await put(wrong) };
}

const restored = (request: RestoreRequest = {}) =>
  restore(vault.ports(), parameter, request, { recreateWaitSeconds: 30, self: "sst-vault-restore" });
const live = () => vault.store.live(name)?.value?.reveal();

describe("by default", () => {
  test("the recovery point that opens the stage is restored, not the newest", async () => {
    const { good, regenerated } = await accident();
    expect(await restored()).toMatchObject({
      outcome: "restored",
      recoveryPoint: good,
      replaced: regenerated,
      opens: { state: "yes", secrets: "yes" },
    });
    expect(live()).toBe(right);
  });

  test("a live value that opens all stays", async () => {
    const id = await put(right);
    vault.bucket.put(STATE, state);
    expect(await restored()).toMatchObject({ outcome: "unchanged", recoveryPoint: id });
  });

  test("a split is refused, with what each opens and the steps that save both sides", async () => {
    const { good, regenerated } = await accident();
    vault.bucket.put(SECRETS, secretsFile(wrong));
    const answer = await restored();
    expect(answer).toMatchObject({ outcome: "refused" });
    expect(answer.candidates?.map(({ opens }) => opens)).toEqual([
      { state: "no", secrets: "yes" },
      { state: "yes", secrets: "no" },
    ]);
    const [saveSecrets, , back, drop] = answer.steps ?? [];
    expect(saveSecrets).toContain(`--recovery-point ${regenerated}`);
    expect(back).toContain(`--recovery-point ${good}`);
    expect(drop).toBe(`test -s secrets.env && aws s3 rm s3://sst-state-shop/${SECRETS}`);
    expect(live()).toBe(wrong);
  });

  test("what nothing opens is refused", async () => {
    await put(wrong);
    vault.bucket.put(STATE, state);
    await remove();
    expect(await restored()).toMatchObject({
      outcome: "refused",
      reason: expect.stringContaining("no recovery point"),
    });
  });

  test("with nothing to test against, the newest is restored where the parameter is absent, else refused", async () => {
    await put(wrong);
    const newest = await put(right);
    expect(await restored()).toMatchObject({ outcome: "refused", reason: expect.stringContaining("nothing to test") });
    await remove();
    expect(await restored()).toMatchObject({ outcome: "restored", recoveryPoint: newest });
  });

  test("with the evidence out of reach, different values are refused", async () => {
    await accident();
    vault.bucket.unreadable.add(STATE);
    expect(await restored()).toMatchObject({ outcome: "refused", reason: expect.stringContaining(`may not read`) });
    expect(live()).toBe(wrong);
  });
});

describe("a recovery point that is named", () => {
  test("and opens the state needs no force", async () => {
    const { good } = await accident();
    expect(await restored({ recoveryPoint: good })).toMatchObject({ outcome: "restored" });
  });

  test("and does not open the state is refused unless forced, and said so", async () => {
    const { regenerated } = await accident();
    await remove();
    expect(await restored({ recoveryPoint: regenerated })).toMatchObject({
      outcome: "refused",
      reason: expect.stringContaining("does not open the state"),
    });
    const forced = await restored({ recoveryPoint: regenerated, force: true });
    expect(forced).toMatchObject({ outcome: "restored", warnings: [expect.stringContaining("forced")] });
    expect(live()).toBe(wrong);
  });

  test("on a stage that is ok is refused unless forced", async () => {
    const { good, regenerated } = await accident();
    await restored();
    vault.clock.advance(60_000);
    expect(await restored({ recoveryPoint: regenerated })).toMatchObject({
      outcome: "refused",
      reason: expect.stringContaining("the stage is ok"),
    });
    expect(await restored({ recoveryPoint: good })).toMatchObject({ outcome: "unchanged" });
  });

  test("and cannot be proved is refused over a live value, and restored with a warning where there is none", async () => {
    const { good } = await accident();
    vault.bucket.name = null;
    expect(await restored({ recoveryPoint: good })).toMatchObject({ outcome: "refused" });
    await remove();
    expect(await restored({ recoveryPoint: good })).toMatchObject({
      outcome: "restored",
      warnings: [expect.stringContaining("not proved")],
    });
  });
});

describe("of more than two hundred different values", () => {
  async function many() {
    const good = await put(right);
    for (let n = 0; n < 205; n++) vault.store.userPut(name, newPassphrase());
    await captured();
    return good;
  }

  test("the secrets are still tried with all", async () => {
    const good = await many();
    vault.bucket.put(SECRETS, secretsFile(right));
    expect(await restored()).toMatchObject({ outcome: "restored", recoveryPoint: good });
  });
});

describe("a damaged recovery point", () => {
  function damaged(which: number) {
    const rows = vault.rows(parameter).map((row, index) => {
      const part = Buffer.from(row.sealed?.parts[0] ?? []);
      if (index === which) part[20] = (part[20] ?? 0) ^ 1;
      return index === which && row.sealed ? { ...row, sealed: { ...row.sealed, parts: [part] } } : row;
    });
    vault.tables.ledgers.set(parameter.arn, rows);
  }

  test("does not keep another from being restored", async () => {
    await put(wrong);
    damaged(0);
    await remove();
    const good = await put(right);
    await remove();
    vault.bucket.put(STATE, state);
    expect(await restored()).toMatchObject({ outcome: "restored", recoveryPoint: good });
  });

  test("that may be the right one makes nothing lost", async () => {
    await put(right);
    damaged(0);
    await remove();
    await put(wrong);
    vault.bucket.put(STATE, state);
    expect(await restored()).toMatchObject({ outcome: "refused", reason: expect.stringContaining("damaged") });
  });
});

test("a recovery point that is named over a live value whose state was deleted by hand needs force", async () => {
  const { good } = await accident();
  vault.bucket.remove(STATE);
  vault.bucket.remove(SECRETS);
  expect(await restored({ recoveryPoint: good })).toMatchObject({
    outcome: "refused",
    reason: expect.stringContaining("deleted by hand"),
  });
});

test("a deploy that holds SST's lock keeps a live value from being replaced, unless forced", async () => {
  await accident();
  vault.bucket.put("lock/shop/prod.json", Buffer.from("{}"));
  expect(await restored()).toMatchObject({ outcome: "refused", reason: expect.stringContaining("lock") });
  expect(live()).toBe(wrong);
  expect(await restored({ force: true })).toMatchObject({ outcome: "restored" });
});

test("SST storing a new value between look and write is kept, and the right one is live in the end", async () => {
  const { good } = await accident();
  await remove();
  vault.store.beforePut = () => vault.store.userPut(name, newPassphrase());
  const answer = await restored();
  expect(answer).toMatchObject({ outcome: "restored", recoveryPoint: good });
  expect(live()).toBe(right);
  const kept = vault.rows(parameter).flatMap(({ entry }) => entry.recoveryPoint?.id ?? []);
  expect(kept).toContain(answer.replaced);
});
