import { createHash } from "node:crypto";
import { expect, test, vi } from "vitest";
import { VaultError } from "../../../../lib/vault/errors.ts";
import { chainHash, chainStart } from "../../../../lib/vault/ledger/ledger.ts";
import type { ParameterWrite } from "../../../../lib/vault/ports.ts";
import { captureOne } from "../../../support/capture-one.ts";
import { accident, right, SECRETS, STATE, splitOutOfReach, wrong } from "./accident.ts";
import { live, name, parameter, put, remove, restored, types, vault } from "./scene.ts";

/** The real ports, but for how the store behaves around the vault's own writes. */
function around(put: (write: ParameterWrite) => ReturnType<typeof vault.store.put>, observe = vault.store.observe) {
  const { store } = vault;
  const ports = vault.ports();
  const own = { put, observe: observe.bind(store), tags: store.tags.bind(store) };
  return { ...ports, store: { ...own, addTags: store.addTags.bind(store), read: store.read.bind(store) } };
}

test("a restore proves anew what it writes: a row that names another opener only says where to begin", async () => {
  const stranger = await put("opens nothing");
  const { good } = await accident();
  const bytes = (key: string) => vault.bucket.objects.get(key) ?? Buffer.alloc(0);
  const opened = (key: string) => {
    return { etag: createHash("md5").update(bytes(key)).digest("hex"), kind: "present" as const, openedBy: stranger };
  };
  await vault.tables.putProof({
    parameter: parameter.arn,
    at: vault.clock.iso(),
    verdict: "recoverable",
    reason: "planted",
    recoveryPoint: stranger,
    live: null,
    opens: {},
    bucket: vault.bucket.name,
    artifacts: { state: opened(STATE), secrets: opened(SECRETS) },
    recoveryPoints: 3,
    livePoint: null,
  });
  expect(await restored()).toMatchObject({ outcome: "restored", recoveryPoint: good });
  expect(live()?.value?.reveal()).toBe(right);
});

test("a restore that is done and recorded is told so, also where its proof cannot be remembered", async () => {
  await accident();
  const proofs = {
    proof: (arn: string) => vault.tables.proof(arn),
    putProof: () => Promise.reject(new VaultError("Busy", "throttled")),
  };
  expect(await restored({}, { ...vault.ports(), proofs })).toMatchObject({ outcome: "restored" });
  expect(types().at(-1)).toBe("restored");
});

test("a write that others replace at once is recorded as that, with the plan that wrote it", async () => {
  const { good } = await accident();
  const { replaced } = await restored({ dryRun: true });
  let writes = 0;
  const ports = around((write) => {
    if (writes++ > 0) return vault.store.put(write);
    vault.store.userPut(name, "theirs, before ours");
    const written = vault.store.put(write);
    vault.store.userPut(name, "theirs, after ours");
    return written;
  });
  const answer = await restored({ replaces: replaced }, ports);
  const points = vault.rows(parameter).flatMap(({ entry }) => entry.recoveryPoint ?? []);
  const idOf = (version: number) => points.find((point) => point.life === 2 && point.version === version)?.id;
  const cause = { code: "replaced-again", recoveryPoint: good, version: 3, by: { version: 4, recoveryPoint: idOf(4) } };
  const theirs = { recoveryPoint: good, parameterVersion: 3, created: idOf(3), replaced: idOf(2) };
  expect(answer).toMatchObject({ outcome: "restored", ...theirs, cause, warningCauses: [cause] });
  expect(vault.rows(parameter).at(-1)?.entry).toMatchObject({
    type: "restored",
    detail: { ...theirs, because: cause, reason: expect.stringContaining("replaced by version 4") },
  });
  expect(live()?.value?.reveal()).toBe("theirs, after ours");
});

test("what was created is never taken for the recovery point it came from, where the history lags behind", async () => {
  const source = await put("the value");
  await remove();
  let written = false;
  const ports = around(
    (write) => {
      written = true;
      return vault.store.put(write);
    },
    (of) => (written ? Promise.resolve({ present: false, at: vault.clock.iso() }) : vault.store.observe(of)),
  );
  expect(await restored({}, ports)).toMatchObject({ outcome: "restored", recoveryPoint: source, created: null });
});

test("force takes nothing for what opens the stage that was proved of a part of it only", async () => {
  await splitOutOfReach();
  expect(await restored({ force: true })).toMatchObject({
    outcome: "refused",
    cause: { code: "unproved-over-live", because: { code: "object-denied" } },
  });
  expect(live()?.value?.reveal()).toBe(right);
});

test("a live value that the ledger does not take is not replaced, not even by force: it is nowhere else", async () => {
  const old = await put("one");
  const [row] = vault.rows(parameter);
  if (!row?.entry.recoveryPoint) throw new Error("no recovery point");
  // Whoever can write the table makes all hashes anew; here the ledger is of some minutes from now, as clocks may differ.
  const createdAt = new Date(vault.clock.now().getTime() + 200_000).toISOString();
  const recoveryPoint = { ...row.entry.recoveryPoint, createdAt };
  const body = JSON.stringify({ ...row.entry, recoveryPoint });
  vault.tables.ledgers.set(parameter.arn, [{ ...row, body, hash: chainHash(chainStart(parameter.arn), body) }]);
  await put("two");
  const cause = { code: "ledger-mismatch" };
  expect(await restored({ recoveryPoint: old, force: true })).toMatchObject({ outcome: "refused", cause });
  expect(live()?.value?.reveal()).toBe("two");
});

test("a recovery point whose tags could not be read is restored with a word about them", async () => {
  vi.spyOn(vault.store, "tags").mockResolvedValue(null as never);
  vault.store.userPut(name, "the value", { tags: { team: "web" } });
  const hint = { kind: "create", at: vault.clock.iso(), source: "event" } as const;
  await captureOne(vault.ports(), parameter, { hint });
  vault.clock.advance(10_000);
  await remove();
  expect((await restored()).warningCauses).toEqual([{ code: "tags-unknown" }]);
});

test("force restores what opens the stage over a live value that cannot be read", async () => {
  const { good } = await accident();
  vault.store.unreadable.set(`${name}:2`, "could not be decrypted: InvalidKeyId");
  await put(wrong);
  const cause = { code: "unproved-over-live", because: { code: "live-unreadable" } };
  expect(await restored()).toMatchObject({ outcome: "refused", cause });
  expect(await restored({ force: true })).toMatchObject({ outcome: "restored", recoveryPoint: good });
  expect(live()?.value?.reveal()).toBe(right);
});
