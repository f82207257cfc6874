import { describe, expect, test } from "vitest";
import { Passphrase } from "../../../../lib/sst/passphrase.ts";
import type { RestorePorts } from "../../../../lib/vault/restore/restore.ts";
import { accident, right } from "./accident.ts";
import { live, name, parameter, put, remove, restored, types, vault } from "./scene.ts";

/** The real ports, but for some of the store's. */
function withStore(changes: Partial<RestorePorts["store"]>): RestorePorts {
  const { store } = vault;
  const bound = {
    observe: store.observe.bind(store),
    tags: store.tags.bind(store),
    put: store.put.bind(store),
    addTags: store.addTags.bind(store),
    read: store.read.bind(store),
  };
  return { ...vault.ports(), store: { ...bound, ...changes } };
}

const idOf = (version: number) => {
  const points = vault.rows(parameter).flatMap(({ entry }) => entry.recoveryPoint ?? []);
  return points.findLast((point) => point.version === version)?.id;
};
const last = () => vault.rows(parameter).at(-1)?.entry;

describe("a write that meets another writer", () => {
  test("is recorded as what the plan wrote, not as what the next plan finds live", async () => {
    const { good } = await accident();
    vault.store.beforePut = () => vault.store.userPut(name, "from between");
    const answer = await restored();
    const told = { recoveryPoint: good, created: idOf(3), replaced: idOf(2), parameterVersion: 3 };
    expect(answer).toMatchObject({ outcome: "restored", ...told, cause: { code: "restored", recoveryPoint: good } });
    expect(last()).toMatchObject({ type: "restored", detail: told });
  });

  test("is written once more where theirs came after it, and each write has its record", async () => {
    const { good } = await accident();
    let writes = 0;
    const ports = withStore({
      put: (write) => {
        if (writes++ > 0) return vault.store.put(write);
        vault.store.userPut(name, "before ours");
        const written = vault.store.put(write);
        vault.store.userPut(name, "after ours");
        return written;
      },
    });
    const answer = await restored({ requestId: "one" }, ports);
    // Its source is the newest that opens the stage: by then the one that the first write made.
    const told = { recoveryPoint: idOf(3), created: idOf(5), replaced: idOf(4), cause: { code: "restored" } };
    expect(answer).toMatchObject({ outcome: "restored", ...told });
    expect(live()?.value?.reveal()).toBe(right);
    const records = vault.rows(parameter).flatMap(({ entry }) => (entry.type === "restored" ? [entry] : []));
    expect(records.map(({ detail, requestId }) => [detail.recoveryPoint, detail.created, requestId])).toEqual([
      [good, idOf(3), null],
      [idOf(3), idOf(5), "one"],
    ]);
    expect(await restored({ requestId: "one" })).toEqual(answer);
  });

  test("who deletes it at once is not told that the value is live", async () => {
    const source = await put("the value");
    await remove();
    const ports = withStore({
      read: async (of, version) => {
        const value = await vault.store.read(of, version);
        vault.store.userDelete(name);
        return value;
      },
    });
    const answer = await restored({}, ports);
    const cause = { code: "gone-again", recoveryPoint: source, version: 1 };
    expect(answer).toMatchObject({ outcome: "restored", recoveryPoint: source, cause, warningCauses: [cause] });
  });

  test("of one put that AWS made twice, replaced what was there before both", async () => {
    const { good, regenerated } = await accident();
    const twice = withStore({ put: (write) => vault.store.put(write).then(() => vault.store.put(write)) });
    const answer = await restored({}, twice);
    expect(answer).toMatchObject({ recoveryPoint: good, replaced: regenerated, parameterVersion: 3, created: idOf(3) });
  });

  test("that neither reads back nor shows is an error", async () => {
    await accident();
    const before = await vault.store.observe(name);
    const blind = withStore({
      read: () => Promise.resolve(new Passphrase("another")),
      observe: () => Promise.resolve(before),
    });
    await expect(restored({}, blind)).rejects.toMatchObject({ code: "Unexpected" });
    expect(types()).not.toContain("restored");
  });
});

describe("a restore that was cut off before its record is recorded by the next", () => {
  const dying = () => withStore({ read: () => Promise.reject(new Error("the function died here")) });

  test("from the recovery point that it came from, never from what it created", async () => {
    const { good, regenerated } = await accident();
    await expect(restored({ requestId: "one" }, dying())).rejects.toThrow("died");
    const answer = await restored({ requestId: "one" });
    const told = { recoveryPoint: good, replaced: regenerated, created: idOf(2), opens: { state: "yes" } };
    expect(answer).toMatchObject({ outcome: "restored", ...told, warningCauses: [{ code: "recorded-late" }] });
    expect(last()).toMatchObject({ type: "restored", detail: told, requestId: "one" });
  });

  test("from the one that is named, where several hold the value", async () => {
    const first = await put("the value");
    await put("another");
    await put("the value");
    await put("a third");
    await expect(restored({ recoveryPoint: first }, dying())).rejects.toThrow("died");
    expect(await restored({ recoveryPoint: first })).toMatchObject({ outcome: "restored", recoveryPoint: first });
  });

  test("from none, where no older one holds the value", async () => {
    const { good } = await accident();
    await expect(restored({}, dying())).rejects.toThrow("died");
    const rows = vault.rows(parameter).map((row) => {
      const [part] = row.sealed?.parts ?? [];
      const spoiled = Buffer.from(part ?? []);
      spoiled[20] = (spoiled[20] ?? 0) ^ 1;
      const isSource = row.entry.recoveryPoint?.id === good;
      return isSource && row.sealed ? { ...row, sealed: { ...row.sealed, parts: [spoiled] } } : row;
    });
    vault.tables.ledgers.set(parameter.arn, rows);
    const cause = { code: "restored", recoveryPoint: null };
    expect(await restored()).toMatchObject({ outcome: "restored", recoveryPoint: null, created: idOf(2), cause });
  });
});
