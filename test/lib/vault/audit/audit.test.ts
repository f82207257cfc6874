import { describe, expect, test } from "vitest";
import { chainRows } from "../../../../lib/vault/audit/audit.ts";
import { point, rowsOf, sampleLive } from "../../../support/ledger-samples.ts";
import { HOME } from "../../../support/memory/memory-vault.ts";
import { type Asked, all, blog, dev, flat, happened, prod, tables, timesOf } from "./audit-scene.ts";

describe("the trail of one parameter", () => {
  test("is told in its ledger's order, by either of its names", async () => {
    const times = ["2026-11-22T11:00:00.500Z", "2026-11-22T11:00:00.000Z", "2026-11-22T11:00:01.000Z"];
    await happened(dev, ...times);
    await happened(prod, ...times);

    const { events } = await all({ app: "shop", stage: "dev" });

    expect(events.map(({ id, seq, time }) => ({ id, seq, time }))).toEqual(
      times.map((time, n) => ({ id: `${dev.name}#${n + 1}`, seq: n + 1, time })),
    );
    expect(await all({ name: dev.name })).toMatchObject({ events });
    expect(await timesOf({ name: dev.name, since: times[0], until: times[0] })).toEqual([times[0]]);
  });

  test("that is unknown is not found", async () => {
    await happened(dev, "2026-11-22T11:00:00.500Z");
    await expect(all({ app: "shop", stage: "prod" })).rejects.toMatchObject({
      code: "NotFound",
      hint: expect.stringContaining("npx sst-vault list --app shop"),
    });
    await expect(all({ stage: "prod" })).rejects.toMatchObject({ code: "BadRequest" });
  });
});

test("what carries a recovery point tells all of it but how it is sealed", async () => {
  const rows = rowsOf(dev, [point(dev)]);
  await tables.append(rows, sampleLive(dev, 1));

  const { events } = await all({ name: dev.name });

  expect(events).toEqual([
    {
      id: "/sst/passphrase/shop/dev#1",
      seq: 1,
      time: "2026-11-22T12:00:00.123Z",
      recordedAt: "2026-11-22T12:00:00.123Z",
      app: "shop",
      stage: "dev",
      name: "/sst/passphrase/shop/dev",
      type: "created",
      actor: null,
      recoveryPoint: "20261122T120000.123Z-1",
      detail: {
        parameterVersion: 1,
        life: 1,
        source: "event",
        type: "SecureString",
        tier: "Standard",
        keyId: "alias/aws/ssm",
      },
      hash: rows[0]?.hash,
    },
  ]);
});

test("what cannot be read, or stands where it does not belong, is named and hides nothing else", async () => {
  await happened(dev, "2026-11-01T00:00:00.000Z", "2026-11-02T00:00:00.000Z", "2026-11-03T00:00:00.000Z");
  await happened(blog, "2026-11-04T00:00:00.000Z");
  const [first, second] = tables.ledgers.get(dev.arn) ?? [];
  if (first && second) {
    first.body = first.body.slice(1);
    second.body = tables.ledgers.get(blog.arn)?.[0]?.body ?? "";
  }
  const told = { events: [{ seq: 3 }], unreadable: [`${dev.name}#1`, `${dev.name}#2`] };
  expect(await all({ app: "shop" })).toMatchObject(told);
  expect(await all({ name: dev.name })).toMatchObject(told);
});

describe("the rows of chains", () => {
  const rows = async (target: Asked) => (await chainRows({ index: tables }, HOME, { op: "chain", ...target })).rows;

  test("are given as they are stored, of one, of an app or of all", async () => {
    for (const parameter of [dev, prod, blog, flat]) await happened(parameter, "2026-11-01T00:00:00.000Z");
    const [row] = tables.ledgers.get(dev.arn) ?? [];
    if (row) row.body = "not JSON";

    const one = await rows({ app: "shop", stage: "dev" });

    expect(one).toEqual([
      {
        parameter: dev.arn,
        seq: 1,
        body: "not JSON",
        hash: row?.hash,
        month: "2026-11",
        moment: "2026-11-01T00:00:00.000Z#0000000001",
      },
    ]);
    expect((await rows({ app: "shop" })).map(({ parameter }) => parameter)).toEqual([dev.arn, prod.arn]);
    expect(await rows({})).toHaveLength(4);
    expect(await rows({ name: "/sst/passphrase/nobody/knows" })).toEqual([]);
  });
});
