import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { beforeAll, describe, expect, test } from "vitest";
import { METRICS } from "../../lib/aws/environment.ts";
import type { StatusResponse } from "../../lib/vault/api.ts";
import { localAws } from "../support/local-aws.ts";
import { logLines } from "../support/log-lines.ts";
import { sstVault, sstVaultJson } from "./sst-vault.ts";
import { hear } from "./topic.ts";
import { until } from "./until.ts";

const watch = new CloudWatchClient(localAws());

/** As CloudWatch does with what a sweep wrote into its log; the local one does not read logs. */
function measured(MetricName: string, Value: number) {
  const Dimensions = [{ Name: METRICS.dimension, Value: "sst-vault" }];
  const MetricData = [{ MetricName, Value, Dimensions, Timestamp: new Date() }];
  return watch.send(new PutMetricDataCommand({ Namespace: METRICS.namespace, MetricData }));
}

describe("status of a deployed vault", () => {
  let told: StatusResponse;
  const of = (name: string) => told.checks.find((check) => check.name === name);
  beforeAll(async () => {
    told = await sstVaultJson<StatusResponse>("status");
  });

  test("looks at each part, with the rights it has", () => {
    const names = told.checks.map(({ name }) => name);
    const rest = ["key", "tables", "sources", "rules", "functions", "roles", "alarms", "topic", "trail"];
    expect(names).toEqual(["sweep", "capture", "verify", "parameters", "proofs", ...rest]);
    expect(told.checks.filter(({ detail }) => detail.includes("could not be checked"))).toEqual([]);
  });

  test("finds what the stack made as the stack made it: key, tables, sources, rules, functions, roles", () => {
    for (const name of ["sweep", "key", "tables", "sources", "rules", "functions", "roles"])
      expect(of(name), name).toMatchObject({ ok: true });
  });

  test("says what to type about each check that failed", () => {
    for (const { ok, advice } of told.checks as { ok: boolean; advice?: string }[]) {
      if (!ok) expect(advice).toMatch(/^(npx|aws|npm|https:)/);
    }
  });
});

test("a live value that is not in the vault is told to people with what to type, and status says so", async () => {
  const heard = await hear("sst-vault-unprotected");
  await measured(METRICS.names.unprotected, 1);
  const [message] = await until(heard, (messages) => messages.length > 0);
  expect(JSON.parse(message?.text ?? "")).toMatchObject({
    NewStateValue: "ALARM",
    AlarmDescription: expect.stringMatching(/^A live passphrase is not in sst-vault.*\nWhich: npx sst-vault status/),
  });
  const { code, stdout } = await sstVault("status");
  expect(code).toBe(5);
  expect(stdout).toMatch(/^alarms +FAILED +\d+ alarms; raised: .*sst-vault-unprotected/m);
  expect(stdout).toMatch(/^about alarms:\naws cloudwatch describe-alarms --alarm-names .*sst-vault-unprotected/m);
});

test("a sweep leaves its figures in the log as CloudWatch reads them", async () => {
  await sstVault("sweep");
  const lines = await until(
    () => logLines(localAws()),
    (all) => all.some((line) => line.includes("CloudWatchMetrics")),
  );
  const [line = ""] = lines.filter((one) => one.includes("CloudWatchMetrics"));
  const figures = JSON.parse(line) as Record<string, unknown>;
  expect(figures).toMatchObject({ Vault: "sst-vault", _aws: { CloudWatchMetrics: [{ Namespace: "SstVault" }] } });
  for (const name of Object.values(METRICS.names)) expect(figures[name], name).toBeTypeOf("number");
});
