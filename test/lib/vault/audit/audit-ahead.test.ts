import { beforeEach, describe, expect, test } from "vitest";
import { dev, happened, tables, timesOf } from "./audit-scene.ts";

const past = "2026-11-22T11:00:00.000Z";
const one = { app: "shop", stage: "dev" };

describe("asked of a time to come, the trail", () => {
  beforeEach(() => happened(dev, past));

  test.each([
    { since: "2026-11-25T00:00:00.000Z" },
    { since: "2027-06-01T00:00:00.000Z" },
    { since: "2026-11-25T00:00:00.000Z", until: "2026-11-26T00:00:00.000Z" },
    { since: "2028-01-01T00:00:00.000Z", until: "2028-02-01T00:00:00.000Z" },
    { since: "2026-11-22T12:00:00.000Z", until: "2026-11-22T11:00:00.000Z" },
  ])("is empty: %o", async (span) => {
    expect(await timesOf(span)).toEqual([]);
    expect(await timesOf({ ...span, ...one })).toEqual([]);
  });
});

describe("an entry of a time to come, which the vault itself writes none of,", () => {
  const [soon, nextMonth, far] = ["2026-11-28T00:00:00.000Z", "2026-12-31T23:59:59.999Z", "2999-01-01T00:00:00.000Z"];
  beforeEach(() => happened(dev, past, soon, nextMonth, far));

  test("is told in the parameter's own trail, however far ahead, unless that is asked to end", async () => {
    expect(await timesOf(one)).toEqual([past, soon, nextMonth, far]);
    expect(await timesOf({ ...one, until: "2026-11-30T00:00:00.000Z" })).toEqual([past, soon]);
  });

  test("is told in the trail of all up to the end of next month, and hides nothing that is in the past", async () => {
    expect(await timesOf()).toEqual([past, soon, nextMonth]);
    expect(await timesOf({ until: "2999-12-31T00:00:00.000Z" })).toEqual([past, soon, nextMonth]);
    expect(await timesOf({ until: soon })).toEqual([past, soon]);
  });
});

test("the tables in memory refuse what DynamoDB refuses: to look from a later time to an earlier one", async () => {
  const span = { from: "2026-11-22T12:00:00.000Z", to: "2026-11-22T11:00:00.000Z" };
  await expect(tables.month("2026-11", span, null)).rejects.toThrow("BETWEEN");
});
