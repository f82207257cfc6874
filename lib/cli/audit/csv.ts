import { stringify } from "csv-stringify/sync";
import type { AuditEvent } from "../../vault/audit-api.ts";
import type { Trail } from "./trail.ts";

/** The columns, and where an event has them. */
const COLUMNS: [name: string, cell: (event: AuditEvent) => string | number | null][] = [
  ["time", ({ time }) => time],
  ["recordedAt", ({ recordedAt }) => recordedAt],
  ["app", ({ app }) => app],
  ["stage", ({ stage }) => stage],
  ["name", ({ name }) => name],
  ["seq", ({ seq }) => seq],
  ["type", ({ type }) => type],
  ["actor", ({ actor }) => actor?.arn ?? null],
  ["proof", ({ actor }) => actor?.proof ?? null],
  ["recoveryPoint", ({ recoveryPoint }) => recoveryPoint],
  ["detail", ({ detail }) => JSON.stringify(detail)],
  ["hash", ({ hash }) => hash],
];

/**
 * The trail as CSV (RFC 4180) with a header. Cells that a spreadsheet would take for a formula get a quote in
 * front: names and reasons are written by others.
 */
export async function* trailCsv({ events }: Trail): AsyncGenerator<string, void> {
  yield line(COLUMNS.map(([name]) => name));
  for await (const event of events) yield line(COLUMNS.map(([, cell]) => cell(event)));
}

function line(cells: (string | number | null)[]): string {
  return stringify([cells], { escape_formulas: true, record_delimiter: "windows" });
}
