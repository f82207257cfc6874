import { describe, expect, test } from "vitest";
import { checked, wellVault } from "./well.ts";

describe("rules", () => {
  test("that are disabled are to be enabled", async () => {
    const rules = () => Promise.resolve({ "sst-vault-changes": "DISABLED", "sst-vault-trail": "ENABLED" });
    const { failed, of } = await checked(await wellVault(), { rules });
    expect(failed).toEqual(["rules"]);
    expect(of("rules")).toEqual({
      ok: false,
      detail: "sst-vault-changes DISABLED",
      advice: "aws events enable-rule --name sst-vault-changes --region us-east-1",
    });
  });

  test("that are gone take a deploy", async () => {
    const rules = () => Promise.resolve({ "sst-vault-changes": "ENABLED", "sst-vault-trail": null });
    expect((await checked(await wellVault(), { rules })).of("rules")).toEqual({
      ok: false,
      detail: "sst-vault-trail is missing",
      advice: "npm run deploy -- --region us-east-1",
    });
  });
});

describe("functions", () => {
  test("that failed in the last day are told of, with the log of the worst", async () => {
    const asked: Date[] = [];
    const errors = (since: Date) => {
      asked.push(since);
      return Promise.resolve({ "sst-vault-capture": 1, "sst-vault-sweep": 0, "sst-vault-verify": 12 });
    };
    const vault = await wellVault();
    expect((await checked(vault, { errors })).of("functions")).toEqual({
      ok: false,
      detail: "sst-vault-verify failed 12 times, sst-vault-capture failed 1 time in 24 hours",
      advice:
        "aws logs tail /aws/lambda/sst-vault-verify --since 1d --filter-pattern '?ERROR ?timeout' --region us-east-1",
    });
    expect(asked).toEqual([new Date(vault.clock.now().getTime() - 24 * 3600 * 1000)]);
  });
});

describe("alarms", () => {
  test("that are raised are named, and the command shows what each says to do", async () => {
    const alarms = () => Promise.resolve({ known: 14, raised: ["sst-vault-tamper"], silent: [], missing: [] });
    expect((await checked(await wellVault(), { alarms })).of("alarms")).toEqual({
      ok: false,
      detail: "raised: sst-vault-tamper",
      advice:
        "aws cloudwatch describe-alarms --alarm-names sst-vault-tamper " +
        "--query 'MetricAlarms[].AlarmDescription' --output text --region us-east-1",
    });
  });

  test("that somebody took away take a deploy", async () => {
    const alarms = () => Promise.resolve({ known: 13, raised: [], silent: [], missing: ["sst-vault-tamper"] });
    expect((await checked(await wellVault(), { alarms })).of("alarms")).toEqual({
      ok: false,
      detail: "none of 13 alarms raised; missing: sst-vault-tamper",
      advice: "npm run deploy -- --region us-east-1",
    });
  });
});
