import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { inject } from "vitest";
import { ledgerTable } from "../../lib/aws/tables/ledger-table.ts";
import { protectedParameter } from "../../lib/vault/parameter.ts";
import { note, point, rowsOf, sampleLive } from "../support/ledger-samples.ts";
import { localAws } from "../support/local-aws.ts";
import { HOME } from "../support/memory/memory-vault.ts";
import { entriesOf } from "./ledger.ts";
import { nameOf, newValue, users } from "./stages.ts";

const { put, remove } = users();
const dynamo = new DynamoDBClient(localAws());

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
  await until("verdict-changed", 1);
}

/**
 * A life like that, written into the ledger by the vault's own table. Parameter Store never had it, so no change of it
 * is still on its way. A sweep may take it for news all the same; what would be news to that (the deletion, the verdict)
 * stands where `TAMPERINGS` do not reach, so that nothing is appended meanwhile.
 */
export async function written(app: string, stage: string): Promise<void> {
  const { LedgerTable = "", StatusTable = "" } = inject("vault");
  const parameter = protectedParameter(HOME, nameOf(app, stage));
  const rows = rowsOf(parameter, [
    point(parameter),
    note(),
    note(),
    point(parameter, { version: 2 }),
    note({ type: "deleted", detail: {} }),
    note({ type: "verdict-changed", detail: { from: "unproven", to: "retired" } }),
    note(),
  ]);
  const live = sampleLive(parameter, rows.length, { live: false, recoveryPoints: 2 });
  const appended = await ledgerTable(dynamo, { ledger: LedgerTable, status: StatusTable }).append(rows, live);
  if (appended !== "appended") throw new Error(`"${parameter.name}" was in the ledger before`);
}
