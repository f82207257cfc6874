import { describe, expect, test } from "vitest";
import { checked, TOPIC, wellVault } from "./well.ts";

describe("alarms", () => {
  test("that somebody silenced are to be heard again", async () => {
    const alarms = () => Promise.resolve({ known: 14, raised: [], silent: ["sst-vault-tamper"], missing: [] });
    const { failed, of } = await checked(await wellVault(), { alarms });
    expect(failed).toEqual(["alarms"]);
    expect(of("alarms")).toEqual({
      ok: false,
      detail: "none of 14 alarms raised; silenced: sst-vault-tamper",
      advice: "aws cloudwatch enable-alarm-actions --alarm-names sst-vault-tamper --region us-east-1",
    });
  });

  test("that are silenced and raised are looked at first", async () => {
    const alarms = () =>
      Promise.resolve({ known: 14, raised: ["sst-vault-tamper"], silent: ["sst-vault-tamper"], missing: [] });
    const { detail, advice } = (await checked(await wellVault(), { alarms })).of("alarms");
    expect(detail).toBe("raised: sst-vault-tamper; silenced: sst-vault-tamper");
    expect(advice).toContain("describe-alarms");
  });
});

describe("the topic", () => {
  test.each([
    [0, "nobody is subscribed: alarms and notices reach nobody"],
    [
      2,
      "nobody is subscribed (2 not confirmed yet, by the link in the mail from AWS): alarms and notices reach nobody",
    ],
  ])("that nobody reads, with %i asked to, is worth knowing, and the vault is healthy", async (pending, detail) => {
    const topic = () => Promise.resolve({ arn: TOPIC, confirmed: 0, pending });
    const { healthy, of } = await checked(await wellVault(), { topic });
    expect(healthy).toBe(true);
    expect(of("topic")).toEqual({
      ok: false,
      advisory: true,
      detail,
      advice:
        `aws sns subscribe --topic-arn ${TOPIC} --protocol email ` +
        "--notification-endpoint YOU@EXAMPLE.COM --region us-east-1",
    });
  });
});
