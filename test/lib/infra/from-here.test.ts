import { expect, test } from "vitest";
import { resources } from "./default-stack.ts";

test("no rule is set off by what another account or region forwards to the default bus", () => {
  const patterns = Object.values(resources).flatMap(({ Type, Properties: { Name, EventPattern } }) =>
    Type === "AWS::Events::Rule" && EventPattern ? [{ Name, EventPattern }] : [],
  );
  expect(patterns.length).toBeGreaterThan(8);
  for (const { Name, EventPattern } of patterns) {
    expect(EventPattern, String(Name)).toMatchObject({ account: ["111122223333"], region: ["eu-central-1"] });
  }
});
