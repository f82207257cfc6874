import { expect, test } from "vitest";
import { readSettings, type VaultSettings } from "../../../lib/infra/settings.ts";
import { synthesize } from "./synthesize.ts";

const SET: VaultSettings = {
  vaultName: "second",
  prefix: "/teams/",
  sweepSchedule: "rate(5 minutes)",
  notify: "ops@example.com",
  lagSeconds: 7,
  recreateWaitSeconds: 8,
};

test.each<[string, VaultSettings]>([
  ["nothing", {}],
  ["everything", SET],
])("the stack says with which settings it stands, as the next deploy reads them, where %s was set", (_, set) => {
  const value = synthesize(set).template.toJSON().Outputs.Settings.Value as string;
  const told = JSON.parse(value) as VaultSettings;
  expect(readSettings((name) => told[name])).toEqual(readSettings((name) => set[name]));
  expect(value).not.toContain("null");
});
