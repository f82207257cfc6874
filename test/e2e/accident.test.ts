import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import { secretsFile } from "../../lib/local/sst-files.ts";
import type { ListResponse, RestoreResponse, VerifyResponse } from "../../lib/vault/api.ts";
import { localAws } from "../support/local-aws.ts";
import { sstFixture } from "../support/sst-fixtures.ts";
import { APP, bucket, get, protect, put, real, regenerate, remove, right, ssm, verified } from "./accident-stages.ts";
import { sstVault, sstVaultJson } from "./sst-vault.ts";
import { history, nameOf, newValue } from "./stages.ts";
import { secretsKey, stateKey } from "./state-files.ts";
import { until } from "./until.ts";

describe.concurrent("a stage", () => {
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
    expect(back).toMatchObject({ code: 4, outcome: "refused", cause: { code: "stage-works" } });
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
    expect(refused).toMatchObject({ code: 4, outcome: "refused", cause: { code: "opened-by-different-values" } });
    // The live value opens the secrets, so that the first step reads them.
    expect(refused.steps).toMatchObject([
      { do: "save-secrets", command: expect.stringMatching(/^npx sst secret list /) },
      { do: "restore", force: false },
      { do: "delete-secrets", key: secretsKey(APP, stage) },
      { do: "load-secrets" },
      { do: "delete-saved-secrets" },
    ]);
  });

  test("that was renamed is lost, and gets the value that the vault has under its old name through the alias force", async () => {
    const [old, stage] = ["before-rename", "renamed"];
    await bucket.put(stateKey(APP, stage), real.state);
    const [id] = await protect(old, right);
    await protect(stage, newValue());
    // Other stages of this file have the same passphrase: any of them will do.
    const elsewhere = { name: expect.stringContaining(APP), recoveryPoint: expect.any(String) };
    expect(await verified(stage)).toMatchObject({ code: 5, verdict: "lost", elsewhere });
    const wrongSource = await sstVaultJson<RestoreResponse>("restore", APP, old, "--from", `${APP}/${stage}`, "--yes");
    expect(wrongSource).toMatchObject({ code: 4, outcome: "refused" });

    const payload = { app: APP, stage, from: nameOf(APP, old) };
    const direct = await new LambdaClient(localAws()).send(
      new InvokeCommand({ FunctionName: "sst-vault-restore", Payload: JSON.stringify(payload) }),
    );
    expect(JSON.parse(Buffer.from(direct.Payload ?? []).toString())).toMatchObject({ error: { code: "Refused" } });
    const copied = await sstVaultJson<RestoreResponse>("restore", APP, stage, "--from", `${APP}/${old}`, "--yes");
    expect(copied).toMatchObject({ code: 0, outcome: "restored", from: nameOf(APP, old), recoveryPoint: id });
    expect(await get(nameOf(APP, stage))).toBe(right);
    expect(await verified(stage)).toMatchObject({ code: 0, verdict: "ok" });
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
    expect(refused).toMatchObject({ code: 4, cause: { code: "point-does-not-open", artifact: "state" } });
    const forced = await sstVaultJson<RestoreResponse>("restore", APP, stage, "--recovery-point", wrong, "--force");
    expect(forced).toMatchObject({ code: 0, outcome: "restored", forced: true });
  });

  test("whose parameter was created again in clear is restored encrypted, by the two commands of the refusal", async () => {
    const stage = "in-clear";
    const name = nameOf(APP, stage);
    await bucket.put(stateKey(APP, stage), real.state);
    await protect(stage, right);
    await remove(name);
    await put(name, newValue(), { Type: "String" });
    await history(name, ({ recoveryPoints }) => recoveryPoints.length === 2);
    const warningCauses = [{ code: "stored-in-clear", type: "String" }];
    expect(await verified(stage)).toMatchObject({ code: 5, verdict: "recoverable", warningCauses });
    const refused = await sstVault("restore", APP, stage, "--yes");
    expect(refused.code).toBe(4);
    const [remedy, again] = refused.stdout.trim().split("\n").slice(-4);
    expect(remedy).toBe(`aws ssm delete-parameter --name ${name} --region us-east-1`);
    await remove(name);
    expect(again).toBe(`npx sst-vault restore ${APP} ${stage} --yes`);
    expect(await sstVault("restore", APP, stage, "--yes")).toMatchObject({ code: 0 });
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    expect(Parameter).toMatchObject({ Type: "SecureString", Value: right });
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

  test("under a deploy that holds SST's lock keeps its live value", async () => {
    const stage = "locked";
    await bucket.put(stateKey(APP, stage), real.state);
    await protect(stage, right);
    const [wrong] = await regenerate(stage);
    await bucket.put(`lock/${APP}/${stage}.json`, Buffer.from("{}"));
    const refused = await sstVaultJson<RestoreResponse>("restore", APP, stage, "--yes");
    expect(refused).toMatchObject({ code: 4, cause: { code: "deploy-running", stage } });
    const forced = await sstVaultJson<RestoreResponse>("restore", APP, stage, "--yes", "--force");
    expect(forced).toMatchObject({ code: 0, outcome: "restored", replaced: wrong });
  });
});

test("losing _fallback is told beside every stage of its app", async () => {
  const fallback = sstFixture("fallback");
  const app = "shared";
  await bucket.put(secretsKey(app, "_fallback"), fallback.secrets);
  await put(nameOf(app, "_fallback"), fallback.passphrase.reveal());
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
