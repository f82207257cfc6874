import { beforeAll, expect, test } from "vitest";
import { newPassphrase, secretsFile } from "../lib/local/sst-files.ts";
import { integrationEvent } from "../lib/vault/notices/integration-event.ts";
import { restore } from "../lib/vault/restore/restore.ts";
import { verify } from "../lib/vault/verify/verify.ts";
import { captureOne } from "./support/capture-one.ts";
import { OWN_SESSION } from "./support/memory/memory-parameter-store.ts";
import { MemoryVault, stage } from "./support/memory/memory-vault.ts";

const parameter = stage("production");
const SETTINGS = { recreateWaitSeconds: 30, self: OWN_SESSION };
const ALICE = "arn:aws:iam::000000000000:user/alice";

/** The first event of each kind, as it stands on the bus; of verdicts the one that wakes people. */
const events = new Map<string, object>();

/** An accident from its beginning to its end, after which the vault has told of all that it ever tells of. */
async function story(): Promise<MemoryVault> {
  const vault = new MemoryVault();
  const changed = async (change: () => void) => {
    vault.clock.advance(60_000);
    change();
    const event = vault.store.events.at(-1) ?? expect.fail();
    await captureOne(vault.ports(), parameter, { hint: { kind: event.operation, at: event.at, source: "event" } });
    vault.clock.advance(5_000);
    await verify(vault.ports(), parameter, "capture", null);
  };
  const passphrase = newPassphrase();
  vault.bucket.put("secret/shop/production.json", secretsFile(passphrase));
  await changed(() => vault.store.userPut(parameter.name, passphrase));
  await changed(() => vault.store.userDelete(parameter.name));
  // What SST does next: a new passphrase, which is the wrong one.
  await changed(() => vault.store.userPut(parameter.name, newPassphrase()));
  vault.clock.advance(60_000);
  await restore(vault.ports(), parameter, { actor: ALICE, reason: "incident 7" }, SETTINGS);
  const wrong = vault.rows(parameter).findLast(({ entry }) => entry.type === "created")?.entry.recoveryPoint?.id;
  await restore(vault.ports(), parameter, { actor: ALICE, recoveryPoint: wrong }, SETTINGS);
  vault.store.unreadable.set(`${parameter.name}:3`, "could not be decrypted: InvalidKeyId");
  await changed(() => vault.store.userPut(parameter.name, newPassphrase()));
  return vault;
}

beforeAll(async () => {
  for (const { entry } of (await story()).announced) {
    const event = integrationEvent(entry);
    if (!event) continue;
    const { detailType, detail } = event;
    if (events.has(detailType) || (entry.type === "verdict-changed" && detail.to !== "recoverable")) continue;
    events.set(detailType, {
      version: "0",
      id: "6a7e4feb-b491-4cf7-a9f1-bf3703497718",
      "detail-type": detailType,
      source: "sst-vault",
      account: entry.account,
      time: `${entry.recordedAt.slice(0, 19)}Z`,
      region: entry.region,
      resources: [],
      detail,
    });
  }
});

test.each([
  ["Recovery Point Created", "recovery-point-created"],
  ["Passphrase Deleted", "passphrase-deleted"],
  ["Capture Missed", "capture-missed"],
  ["Verdict Changed", "verdict-changed"],
  ["Restore Completed", "restore-completed"],
  ["Restore Refused", "restore-refused"],
])("docs/events shows %s as the vault sends it (npx vitest -u writes it anew)", async (detailType, file) => {
  const event = events.get(detailType) ?? expect.fail(`the story has no ${detailType}`);
  await expect(`${JSON.stringify(event, null, 2)}\n`).toMatchFileSnapshot(`../docs/events/${file}.json`);
});

test("docs/events leaves out none of the kinds there are", () => {
  expect(events.size).toBe(6);
});
