import { entriesOf } from "./ledger.ts";
import { nameOf, newValue, users } from "./stages.ts";

const { put, remove } = users();

/** A passphrase that was written twice and deleted, all of it captured, and told of by the trail. */
export async function lived(app: string, stage: string): Promise<void> {
  const name = nameOf(app, stage);
  const until = (type: string, count: number) =>
    entriesOf(name, (entries) => entries.filter((entry) => entry.type === type).length === count);
  await put(name, newValue());
  await until("created", 1);
  await put(name, newValue(), { Overwrite: true });
  await until("updated", 1);
  await remove(name);
  await until("deleted", 1);
  await until("api-call", 3);
  // The last that is recorded of a stage that is gone: no entry comes while the others are tampered with.
  await until("verdict-changed", 1);
}
