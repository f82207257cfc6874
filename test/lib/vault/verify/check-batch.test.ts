import { beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { newPassphrase, secretsFile } from "../../../../lib/local/sst-files.ts";
import type { Delivery, Undone } from "../../../../lib/vault/delivery.ts";
import { type Check, checkBatch } from "../../../../lib/vault/verify/check-batch.ts";
import { captureNewest } from "../../../support/capture-newest.ts";
import { HOME, MemoryVault, stage } from "../../../support/memory/memory-vault.ts";

const dev = stage("dev");
const SOON: Undone = { lag: "soon" };
let vault: MemoryVault;
let tests: MockInstance<MemoryVault["tables"]["putProof"]>;
/** How long each test takes. */
let milliseconds: number;

beforeEach(async () => {
  vault = new MemoryVault();
  const value = newPassphrase();
  for (const one of [dev, stage("prod")]) {
    vault.store.userPut(one.name, value);
    await captureNewest(vault, one);
  }
  vault.bucket.put("secret/shop/dev.json", secretsFile(value));
  vault.clock.advance(60_000);
  milliseconds = 50;
  const { putProof } = vault.tables;
  tests = vi.spyOn(vault.tables, "putProof").mockImplementation((proof) => {
    vault.clock.advance(milliseconds);
    return putProof.call(vault.tables, proof);
  });
});

/** A check that is sent now, unless it says when. */
function sent(of = "dev", rest: Partial<Delivery<Check>> = {}): Delivery<Check> {
  const message = { name: stage(of).name, cause: "capture" } as const;
  return { message, times: 1, last: false, sentAt: vault.clock.iso(), ...rest };
}

/** Checks a batch; what became of each message, in their order. */
async function checked(...deliveries: Delivery<Check>[]): Promise<(Undone | "done")[]> {
  const undone = await checkBatch(vault.ports(), HOME, deliveries);
  return deliveries.map((delivery) => undone.get(delivery) ?? "done");
}

const names = () => tests.mock.calls.map(([{ parameter }]) => parameter.split("/").at(-1));

describe("checks of one parameter are one test", () => {
  test("within a batch", async () => {
    expect(await checked(sent(), sent("prod"), sent())).toEqual(["done", "done", "done"]);
    expect(names().sort()).toEqual(["dev", "prod"]);
  });

  test("where they were sent before it began, however late they are delivered", async () => {
    const early = [sent(), sent(), sent()];
    vault.clock.advance(5000);
    await checked(sent());
    expect(await checked(...early)).toEqual(["done", "done", "done"]);
    vault.clock.advance(60_000);
    expect(await checked(...early)).toEqual(["done", "done", "done"]);
    expect(names()).toEqual(["dev"]);
  });

  test("but not where they were sent at the same time: clocks differ, and what led to them may be newer", async () => {
    const early = sent();
    vault.clock.advance(300);
    await checked(sent());
    expect(await checked(early)).toEqual(["done"]);
    expect(names()).toEqual(["dev", "dev"]);
  });

  test("and not where they were sent while it ran", async () => {
    milliseconds = 2000;
    await checked(sent());
    const during = sent("dev", { sentAt: new Date(vault.clock.now().getTime() - 1000).toISOString() });
    expect(await checked(during)).toEqual(["done"]);
    expect(names()).toEqual(["dev", "dev"]);
  });
});

describe("a test that is under way", () => {
  /** Runs a batch while another tests the stage. */
  const during = async (batch: () => Promise<unknown>) => {
    const { proof } = vault.tables;
    vi.spyOn(vault.tables, "proof").mockImplementationOnce(async (arn) => {
      vault.clock.advance(1000);
      await batch();
      return proof.call(vault.tables, arn);
    });
    await checked(sent());
  };

  test("keeps others of its parameter on the queue, and none of another", async () => {
    const waiting = sent("prod");
    await during(async () => expect(await checked(sent(), waiting)).toEqual([SOON, "done"]));
    expect(names().slice(0, 2)).toEqual(["prod", "dev"]);
  });

  test("is followed by another at once where it was asked for meanwhile, which need not wait to be delivered again", async () => {
    let waiting = sent();
    await during(async () => {
      waiting = sent();
      expect(await checked(waiting)).toEqual([SOON]);
      vault.clock.advance(1000);
    });
    expect(names()).toEqual(["dev", "dev"]);
    expect(await checked({ ...waiting, times: 2 })).toEqual(["done"]);
    expect(names()).toEqual(["dev", "dev"]);
  });

  test("is followed by none where it took long: its parameter rests", async () => {
    milliseconds = 20_000;
    await during(() => checked(sent()));
    expect(names()).toEqual(["dev"]);
  });

  test("is followed by two where it is asked for all the time", async () => {
    const { proof } = vault.tables;
    vi.spyOn(vault.tables, "proof").mockImplementation(async (arn) => {
      vault.clock.advance(600);
      expect(await checked(sent())).toEqual([SOON]);
      return proof.call(vault.tables, arn);
    });
    await checked(sent());
    expect(names()).toEqual(["dev", "dev", "dev"]);
  });

  test("answers those that were sent before it", async () => {
    const early = sent();
    vault.clock.advance(5000);
    await during(async () => expect(await checked(early)).toEqual(["done"]));
    expect(names()).toEqual(["dev"]);
  });

  test("does not keep one by its last delivery, which is tested beside it, and once", async () => {
    const late = () => sent("dev", { times: 5, last: true });
    await during(async () => {
      const [one, other] = [late(), late()];
      vault.clock.advance(1000);
      expect(await checked(one)).toEqual(["done"]);
      expect(await checked(other)).toEqual(["done"]);
    });
    expect(names()).toEqual(["dev", "dev"]);
  });

  test("and never ends, since its function died, is given up after two minutes", async () => {
    vi.spyOn(vault.tables, "proof").mockImplementationOnce(() => new Promise(() => {}));
    checked(sent()).catch(() => {});
    await new Promise((resolve) => setImmediate(resolve));
    vault.clock.advance(119_000);
    expect(await checked(sent())).toEqual([SOON]);
    vault.clock.advance(2000);
    expect(await checked(sent())).toEqual(["done"]);
    expect(names()).toEqual(["dev"]);
  });
});

test("a parameter whose test takes long rests twice as long, so that others have their turn", async () => {
  milliseconds = 20_000;
  await checked(sent());
  vault.clock.advance(1000);
  expect(await checked(sent(), sent("prod"))).toEqual([SOON, "done"]);
  vault.clock.advance(40_000);
  expect(await checked(sent())).toEqual(["done"]);
  expect(names()).toEqual(["dev", "prod", "dev"]);
});

test("of 205 writes to a stage whose test takes long, two are tested, and another stage between them", async () => {
  const all = Array.from({ length: 205 }, () => {
    vault.clock.advance(10);
    return sent();
  });
  milliseconds = 60_000;
  await checked(...all.slice(0, 3));
  const left: Delivery<Check>[] = [];
  for (const one of all.slice(3)) if ((await checked(one))[0] !== "done") left.push(one);
  await checked(sent("prod"));
  vault.clock.advance(120_000);
  for (const one of left) expect(await checked({ ...one, times: 2 })).toEqual(["done"]);
  expect(left.length).toBeGreaterThan(0);
  expect(names()).toEqual(["dev", "prod", "dev"]);
});

describe("a test that failed", () => {
  test("stands for none: it comes again, and what was sent before it is tested", async () => {
    const early = sent();
    vault.clock.advance(5000);
    const broken = new Error("throttled");
    vi.spyOn(vault.tables, "proof").mockRejectedValueOnce(broken);
    expect(await checked(sent())).toEqual([{ error: broken }]);
    vault.clock.advance(1);
    expect(await checked(early)).toEqual(["done"]);
    expect(names()).toEqual(["dev"]);
  });

  test("because Parameter Store lags waits for nothing, and comes again soon", async () => {
    vault.store.userPut(dev.name, newPassphrase());
    vault.clock.advance(1);
    await captureNewest(vault, dev);
    vault.store.lagMs = 1000;
    const sleep = vi.spyOn(vault.clock, "sleep");
    expect(await checked(sent())).toEqual([SOON]);
    expect(sleep).not.toHaveBeenCalled();
    vault.store.lagMs = 0;
    vault.clock.advance(1000);
    expect(await checked(sent("dev", { times: 2 }))).toEqual(["done"]);
  });
});

test("a turn of a time to come is nobody's: whoever writes the status table keeps no stage from being tested", async () => {
  await vault.tables.putTurn(dev.arn, { since: "2999-01-01T00:00:00.000Z", until: "2999-01-01T00:00:00.000Z" });
  expect(await checked(sent())).toEqual(["done"]);
  expect(names()).toEqual(["dev"]);
});
