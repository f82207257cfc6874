import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readSettings, sweepEverySeconds, type VaultSettings } from "../../../lib/infra/settings.ts";

const read = (given: Record<string, unknown>) => readSettings((name: keyof VaultSettings) => given[name]);

describe("settings", () => {
  it("has a default for each", () => {
    expect(read({})).toEqual({
      vaultName: "sst-vault",
      prefix: "/sst/passphrase/",
      sweepSchedule: "rate(1 hour)",
      notify: undefined,
      lagSeconds: 60,
      recreateWaitSeconds: 30,
      ledgerTable: undefined,
      keyArn: undefined,
      ledgerStream: undefined,
    });
  });

  it("takes text from the command line as it takes values from code", () => {
    expect(read({ lagSeconds: "0", recreateWaitSeconds: 5, notify: "ops@example.com" })).toMatchObject({
      lagSeconds: 0,
      recreateWaitSeconds: 5,
      notify: "ops@example.com",
    });
  });

  it.each([
    ["vaultName", "My_Vault"],
    ["vaultName", "a".repeat(41)],
    ["vaultName", ""],
    ["prefix", "/sst/passphrase"],
    ["prefix", "sst/passphrase/"],
    ["prefix", "/"],
    ["prefix", "/sst/*/"],
    ["sweepSchedule", "1 hour"],
    ["sweepSchedule", "rate(1 hours)"],
    ["sweepSchedule", "rate(2 hour)"],
    ["sweepSchedule", "rate(0 minutes)"],
    ["sweepSchedule", "cron(0 3 * * *)"],
    ["sweepSchedule", "rate(2 days)"],
    ["sweepSchedule", "rate(25 hours)"],
    ["sweepSchedule", "cron(0 3 ? * MON *)"],
    ["sweepSchedule", "cron(0 3 1 * ? *)"],
    ["notify", ""],
    ["notify", "nobody"],
    ["lagSeconds", "soon"],
    ["lagSeconds", -1],
    ["recreateWaitSeconds", 1.5],
    ["ledgerTable", "a table"],
    ["keyArn", "alias/sst-vault"],
    ["ledgerStream", "latest"],
  ])("fails for %s %j, in one line that says what is wanted", (name, value) => {
    const said = new RegExp(`^${name} must be [^\\n]+; got "${String(value).replaceAll(/[()*.?]/g, "\\$&")}"$`);
    expect(() => read({ [name]: value })).toThrow(said);
  });

  it.each([
    ["rate(1 minute)", 60],
    ["rate(30 minutes)", 1800],
    ["rate(1 hour)", 3600],
    ["rate(1 day)", 86_400],
    ["rate(24 hours)", 86_400],
    ["cron(0/20 * * * ? *)", 86_400],
    ["cron(0 3 * * ? *)", 86_400],
  ])("expects a sweep of %s within %i seconds", (schedule, seconds) => {
    expect(sweepEverySeconds(read({ sweepSchedule: schedule }).sweepSchedule)).toBe(seconds);
  });
});

describe("the app", () => {
  const app = fileURLToPath(new URL("../../../bin/app.ts", import.meta.url));
  const run = (env: Record<string, string>) => spawnSync(process.execPath, [app], { env, encoding: "utf8" });
  const home = { CDK_DEFAULT_ACCOUNT: "111122223333", CDK_DEFAULT_REGION: "eu-central-1" };

  it.each([
    ["without credentials", {}, "which AWS account and region? set AWS_PROFILE, or credentials and AWS_REGION\n"],
    [
      "without a region",
      { ...home, CDK_DEFAULT_REGION: "" },
      "which AWS account and region? set AWS_PROFILE, or credentials and AWS_REGION\n",
    ],
    [
      "for a wrong setting",
      { ...home, CDK_CONTEXT_JSON: '{"prefix":"sst"}' },
      'prefix must be a path that starts and ends with a slash, as /sst/passphrase/; got "sst"\n',
    ],
  ])("fails %s with one line, not a stack trace", (_, env, said) => {
    expect(run(env)).toMatchObject({ status: 1, stdout: "", stderr: said });
  });
});
