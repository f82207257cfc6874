import { describe, expect, test } from "vitest";
import type { RestoreResponse, VerifyResponse } from "../../lib/vault/api.ts";
import { sstFixture } from "../support/sst-fixtures.ts";
import { APP, bucket, protect, real, remove, right, verified } from "./accident-stages.ts";
import { sstVault, sstVaultJson } from "./sst-vault.ts";
import { history, nameOf, newValue } from "./stages.ts";
import { secretsKey, stateKey } from "./state-files.ts";

describe.concurrent("a stage", () => {
  test("whose live passphrase opens it is ok", async () => {
    await bucket.put(stateKey(APP, "ok"), real.state);
    await bucket.put(secretsKey(APP, "ok"), real.secrets);
    const [id] = await protect("ok", right);
    expect(await verified("ok")).toMatchObject({ code: 0, verdict: "ok", recoveryPoint: id });
    expect(await sstVaultJson<RestoreResponse>("restore", APP, "ok")).toMatchObject({ code: 0, outcome: "unchanged" });
  });

  test("whose state nothing opens is lost", async () => {
    await bucket.put(stateKey(APP, "lost"), real.state);
    await protect("lost", newValue());
    expect(await verified("lost")).toMatchObject({ code: 5, verdict: "lost" });
  });

  test("that has no resources any more is retired, and its passphrase can come back", async () => {
    const removed = sstFixture("removed");
    await bucket.put(stateKey(APP, "removed"), removed.state);
    await protect("removed", removed.passphrase.reveal());
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
      cause: { code: "purged" },
    });
  });

  test("that was never deployed has nothing to test yet", async () => {
    await protect("new", newValue());
    expect(await verified("new")).toMatchObject({ code: 0, verdict: "unproven", cause: { code: "nothing-to-test" } });
  });

  test("whose state was deleted by hand is told the version to bring back", async () => {
    await bucket.put(stateKey(APP, "by-hand"), real.state);
    await bucket.remove(stateKey(APP, "by-hand"));
    await protect("by-hand", right);
    expect(await verified("by-hand")).toMatchObject({
      code: 5,
      verdict: "unproven",
      cause: { code: "deleted-by-hand", key: stateKey(APP, "by-hand") },
    });
  });

  test("whose state is cut short is unproven, not lost", async () => {
    await bucket.put(stateKey(APP, "cut-short"), real.state?.subarray(0, 500));
    await protect("cut-short", right);
    expect(await verified("cut-short")).toMatchObject({ code: 5, verdict: "unproven" });
  });

  test("nobody knows is not found, but passes the gate where it may be new", async () => {
    expect(await sstVault("verify", APP, "typo")).toMatchObject({ code: 3 });
    const allowed = await sstVaultJson<VerifyResponse>("verify", APP, "typo", "--allow-new");
    expect(allowed).toEqual({ code: 0, account: "000000000000", region: "us-east-1", results: [] });
  });
});
