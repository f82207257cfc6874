import { expect, test } from "vitest";
import { meter } from "../../../lib/aws/meter.ts";

test("measures are one line of the embedded metric format, with the vault as their only dimension", () => {
  const lines: string[] = [];
  const measures = { stages: 12, unprotected: 1, broken: 2, unproven: 3, oldestTestHours: 4.5 };
  meter("second", (line) => lines.push(line)).record(measures, new Date("2026-11-22T01:49:46.123Z"));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^[^\n]+\n$/);
  expect(JSON.parse(lines[0] ?? "")).toEqual({
    _aws: {
      Timestamp: 1795312186123,
      CloudWatchMetrics: [
        {
          Namespace: "SstVault",
          Dimensions: [["Vault"]],
          Metrics: [
            { Name: "Stages", Unit: "Count" },
            { Name: "Unprotected", Unit: "Count" },
            { Name: "Broken", Unit: "Count" },
            { Name: "Unproven", Unit: "Count" },
            { Name: "OldestTestHours", Unit: "None" },
          ],
        },
      ],
    },
    Vault: "second",
    Stages: 12,
    Unprotected: 1,
    Broken: 2,
    Unproven: 3,
    OldestTestHours: 4.5,
  });
});
