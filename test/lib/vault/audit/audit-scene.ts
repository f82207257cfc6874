import { beforeEach } from "vitest";
import { audit } from "../../../../lib/vault/audit/audit.ts";
import type { AuditEvent, AuditResponse } from "../../../../lib/vault/audit-api.ts";
import { type ProtectedParameter, protectedParameter } from "../../../../lib/vault/parameter.ts";
import { note, rowsOf, sampleLive } from "../../../support/ledger-samples.ts";
import { MemoryClock } from "../../../support/memory/memory-clock.ts";
import { MemoryTables } from "../../../support/memory/memory-tables.ts";
import { HOME, stage } from "../../../support/memory/memory-vault.ts";

const clock = new MemoryClock("2026-11-22T12:00:00.000Z");
export const [dev, prod] = [stage("dev"), stage("prod")];
export const blog = protectedParameter(HOME, "/sst/passphrase/blog/dev");
export const flat = protectedParameter(HOME, "/sst/passphrase/flat");

/** Others in each test. */
export let tables: MemoryTables;
beforeEach(() => {
  tables = new MemoryTables();
});

/** Appends notes of those times, in that order. */
export async function happened(parameter: ProtectedParameter, ...times: string[]): Promise<void> {
  const after = tables.ledgers.get(parameter.arn)?.at(-1);
  const rows = rowsOf(
    parameter,
    times.map((time) => note({ time })),
    { after },
  );
  await tables.append(rows, sampleLive(parameter, rows.at(-1)?.entry.seq ?? 0));
}

export type Asked = {
  app?: string;
  stage?: string;
  name?: string;
  since?: string | undefined;
  until?: string | undefined;
};

/** One page of an audit. */
export function page(
  asked: Asked & { nextToken?: string | undefined } = {},
  index: Parameters<typeof audit>[0]["index"] = tables,
): Promise<AuditResponse> {
  return audit({ index, status: tables, clock }, HOME, { op: "audit", ...asked });
}

/** All pages of an audit, as a caller asks for them. */
export async function all(asked: Asked = {}): Promise<{ events: AuditEvent[]; unreadable: string[] }> {
  const events: AuditEvent[] = [];
  const unreadable: string[] = [];
  let nextToken: string | undefined;
  do {
    const told = await page({ ...asked, nextToken });
    events.push(...told.events);
    unreadable.push(...(told.unreadable ?? []));
    nextToken = told.nextToken;
  } while (nextToken !== undefined);
  return { events, unreadable };
}

export const timesOf = async (asked?: Asked) => (await all(asked)).events.map(({ time }) => time);
