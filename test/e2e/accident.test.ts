import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { describe, expect, test } from "vitest";
import { secretsFile } from "../../lib/local/sst-files.ts";
import type { Passphrase } from "../../lib/sst/passphrase.ts";
import type { ListResponse, RestoreResponse, VerifyResponse } from "../../lib/vault/api.ts";
import { localAws } from "../support/local-aws.ts";
import { sstFixture } from "../support/sst-fixtures.ts";
import { sstVault, sstVaultJson } from "./sst-vault.ts";
import { history, nameOf, newValue, users, values } from "./stages.ts";
import { secretsKey, stateBucket, stateKey } from "./state-files.ts";
import { until } from "./until.ts";

// Files and passphrases of a stage that real SST and Pulumi wrote.
const real = sstFixture("secrets");
const right = revealed(real.passphrase);
const APP = "accident";
const { put, remove, get } = users();
const bucket = stateBucket();

/** Real passphrases are secrets as well: what is printed is searched for them. */
function revealed(passphrase: Passphrase): string {
  const value = passphrase.reveal();
  values.push(value);
  return value;
}

/** A stage whose passphrase is `value`, captured; the ids of its recovery points newest first. */
async function protect(stage: string, value: string, kept = 1): Promise<string[]> {
  await put(nameOf(APP, stage), value);
  const { recoveryPoints } = await history(nameOf(APP, stage), (told) => told.recoveryPoints.length === kept);
  return recoveryPoints.map(({ id }) => id);
}

/** The stage after the accident: deleted, and stored anew by `sst diff`. */
async function regenerate(stage: string, value = newValue()): Promise<string[]> {
  await remove(nameOf(APP, stage));
  return protect(stage, value, 2);
}

async function verified(stage: string) {
  const { code, results } = await sstVaultJson<VerifyResponse>("verify", APP, stage);
  return { code, ...results[0] };
}

describe.concurrent("a stage", () => {
  test("whose live passphrase opens it is ok", async () => {
    await bucket.put(stateKey(APP, "ok"), real.state);
    await bucket.put(secretsKey(APP, "ok"), real.secrets);
    const [id] = await protect("ok", right);
    expect(await verified("ok")).toMatchObject({ code: 0, verdict: "ok", recoveryPoint: id });
    expect(await sstVaultJson<RestoreResponse>("restore", APP, "ok")).toMatchObject({ code: 0, outcome: "unchanged" });
  });

  test("whose passphrase SST regenerated is found recoverable unasked, and gets the older one back", async () => {
    const stage = "regenerated";
    await bucket.put(stateKey(APP, stage), real.state);
    await bucket.put(secretsKey(APP, stage), real.secrets);
    await protect(stage, right);
    const [wrong, good] = await regenerate(stage);
    const broken = await until(
      () => sstVaultJson<ListResponse>("list", "--app", APP, "--verdict", "recoverable"),
      ({ parameters }) => parameters.some((parameter) => parameter.stage === stage),
    );
    expect(broken.code).toBe(0);
    expect(await verified(stage)).toMatchObject({ code: 5, verdict: "recoverable", recoveryPoint: good });

    const unasked = await sstVault("restore", APP, stage);
    expect(unasked.code).toBe(4); // no terminal to ask on, and no --yes
    const restored = await sstVaultJson<RestoreResponse>("restore", APP, stage, "--yes");
    expect(restored).toMatchObject({ code: 0, outcome: "restored", recoveryPoint: good, replaced: wrong });
    expect(await get(nameOf(APP, stage))).toBe(right);
    expect(await verified(stage)).toMatchObject({ code: 0, verdict: "ok" });

    const back = await sstVaultJson<RestoreResponse>("restore", APP, stage, "--recovery-point", String(wrong), "--yes");
    expect(back).toMatchObject({ code: 4, outcome: "refused", reason: expect.stringContaining("is ok") });
  });

  test("whose state and secrets need different passphrases is split, with the steps that save both", async () => {
    const stage = "split";
    const other = newValue();
    await bucket.put(stateKey(APP, stage), real.state);
    await bucket.put(secretsKey(APP, stage), secretsFile(other));
    await protect(stage, right);
    await regenerate(stage, other);
    expect(await verified(stage)).toMatchObject({ code: 5, verdict: "split" });
    const refused = await sstVaultJson<RestoreResponse>("restore", APP, stage, "--yes");
    expect(refused).toMatchObject({ code: 4, outcome: "refused" });
    expect(refused.steps?.length).toBeGreaterThan(2);
  });

  test("whose state nothing opens is lost", async () => {
    await bucket.put(stateKey(APP, "lost"), real.state);
    await protect("lost", newValue());
    expect(await verified("lost")).toMatchObject({ code: 5, verdict: "lost" });
  });

  test("that has no resources any more is retired, and its passphrase can come back", async () => {
    const removed = sstFixture("removed");
    await bucket.put(stateKey(APP, "removed"), removed.state);
    await protect("removed", revealed(removed.passphrase));
    expect(await verified("removed")).toMatchObject({ code: 0, verdict: "retired" });
  });

  test("that was purged is retired, and its recovery points stay", async () => {
    const stage = "purged";
    await bucket.put(stateKey(APP, stage), real.state);
    await protect(stage, right);
    await bucket.purge(stateKey(APP, stage));
    await remove(nameOf(APP, stage));
    await history(nameOf(APP, stage), ({ parameter }) => !parameter.live);
    expect(await verified(stage)).toMatchObject({
      code: 0,
      verdict: "retired",
      reason: expect.stringContaining("purged"),
    });
  });

  test("gets a recovery point that is named where it opens the state, and only by force where it does not", async () => {
    const stage = "named";
    await bucket.put(stateKey(APP, stage), real.state);
    await protect(stage, right);
    const [wrong = "", good = ""] = await regenerate(stage);
    const named = await sstVaultJson<RestoreResponse>("restore", APP, stage, "--recovery-point", good, "--yes");
    expect(named).toMatchObject({ code: 0, outcome: "restored", opens: { state: "yes", secrets: "absent" } });
    await remove(nameOf(APP, stage));
    await history(nameOf(APP, stage), ({ parameter }) => !parameter.live);
    const refused = await sstVaultJson<RestoreResponse>("restore", APP, stage, "--recovery-point", wrong);
    expect(refused).toMatchObject({ code: 4, reason: expect.stringContaining("does not open the state") });
    const forced = await sstVaultJson<RestoreResponse>("restore", APP, stage, "--recovery-point", wrong, "--force");
    expect(forced).toMatchObject({ code: 0, outcome: "restored" });
  });

  test("asked for twice under one request id is restored once, with one answer", async () => {
    const stage = "twice";
    await bucket.put(stateKey(APP, stage), real.state);
    await protect(stage, right);
    await regenerate(stage);
    const invoke = async () => {
      const Payload = JSON.stringify({ app: APP, stage, requestId: "one and the same" });
      const answer = await new LambdaClient(localAws()).send(
        new InvokeCommand({ FunctionName: "sst-vault-restore", Payload }),
      );
      return JSON.parse(answer.Payload?.transformToString() ?? "");
    };
    const first = await invoke();
    expect(first).toMatchObject({ ok: true, outcome: "restored", parameterVersion: 2 });
    expect(await invoke()).toEqual(first);
  });

  test("that was never deployed has nothing to test yet", async () => {
    await protect("new", newValue());
    expect(await verified("new")).toMatchObject({ code: 0, verdict: "unproven", reason: "nothing to test yet" });
  });

  test("whose state was deleted by hand is told the version to bring back", async () => {
    await bucket.put(stateKey(APP, "by-hand"), real.state);
    await bucket.remove(stateKey(APP, "by-hand"));
    await protect("by-hand", right);
    expect(await verified("by-hand")).toMatchObject({
      code: 5,
      verdict: "unproven",
      reason: expect.stringContaining(stateKey(APP, "by-hand")),
    });
  });

  test("whose state is cut short is unproven, not lost", async () => {
    await bucket.put(stateKey(APP, "cut-short"), real.state?.subarray(0, 500));
    await protect("cut-short", right);
    expect(await verified("cut-short")).toMatchObject({ code: 5, verdict: "unproven" });
  });

  test("under a deploy that holds SST's lock keeps its live value", async () => {
    const stage = "locked";
    await bucket.put(stateKey(APP, stage), real.state);
    await protect(stage, right);
    const [wrong] = await regenerate(stage);
    await bucket.put(`lock/${APP}/${stage}.json`, Buffer.from("{}"));
    const refused = await sstVaultJson<RestoreResponse>("restore", APP, stage, "--yes");
    expect(refused).toMatchObject({ code: 4, reason: expect.stringContaining("lock") });
    const forced = await sstVaultJson<RestoreResponse>("restore", APP, stage, "--yes", "--force");
    expect(forced).toMatchObject({ code: 0, outcome: "restored", replaced: wrong });
  });

  test("nobody knows is not found, but passes the gate where it may be new", async () => {
    expect(await sstVault("verify", APP, "typo")).toMatchObject({ code: 3 });
    expect(await sstVaultJson<VerifyResponse>("verify", APP, "typo", "--allow-new")).toEqual({ code: 0, results: [] });
  });
});

test("losing _fallback is told beside every stage of its app", async () => {
  const fallback = sstFixture("fallback");
  const app = "shared";
  await bucket.put(secretsKey(app, "_fallback"), fallback.secrets);
  await put(nameOf(app, "_fallback"), revealed(fallback.passphrase));
  await put(nameOf(app, "prod"), newValue());
  await history(nameOf(app, "_fallback"), ({ recoveryPoints }) => recoveryPoints.length === 1);
  await history(nameOf(app, "prod"), ({ recoveryPoints }) => recoveryPoints.length === 1);
  await remove(nameOf(app, "_fallback"));
  await history(nameOf(app, "_fallback"), ({ parameter }) => !parameter.live);
  const { code, results } = await sstVaultJson<VerifyResponse>("verify", app, "prod");
  expect(code).toBe(5);
  expect(results.map(({ stage, verdict }) => [stage, verdict])).toEqual([
    ["prod", "unproven"],
    ["_fallback", "recoverable"],
  ]);
  expect(await sstVault("restore", app, "_fallback")).toMatchObject({ code: 0 });
  expect(await get(nameOf(app, "_fallback"))).toBe(fallback.passphrase.reveal());
});
