import { expect, test } from "vitest";
import { changes, settle } from "../../../lib/deploy/deployed.ts";

const given = (settings: Record<string, string>) => new Map(Object.entries(settings));
const DEPLOYED = given({ vaultName: "sst-vault", prefix: "/stlv/", notify: "team@example.com", lagSeconds: "90" });

test("a setting that is not given stays as it is deployed, so that an upgrade changes nothing else", () => {
  const settings = settle(given({ lagSeconds: "30" }), DEPLOYED);
  expect(settings).toMatchObject({ prefix: "/stlv/", notify: "team@example.com", lagSeconds: 30 });
  expect(settings.sweepSchedule).toBe("rate(1 hour)");
});

test("an empty setting goes back to its default", () => {
  expect(settle(given({ notify: "", prefix: "" }), DEPLOYED)).toMatchObject({
    notify: undefined,
    prefix: "/sst/passphrase/",
  });
});

test("what a deploy would change is told before anybody agrees to it; of a new stack there is nothing to tell", () => {
  const settings = settle(given({ notify: "", sweepSchedule: "rate(1 hour)" }), DEPLOYED);
  expect(changes(settings, DEPLOYED)).toEqual(
    expect.arrayContaining(["  notify: team@example.com → (none)", "  sweepSchedule: (none) → rate(1 hour)"]),
  );
  expect(changes(settings, DEPLOYED).join()).not.toContain("prefix");
  expect(changes(settings, null)).toEqual([]);
});
