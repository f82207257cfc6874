import { FORCE_ALIAS, FUNCTIONS, RULES } from "../../aws/environment.ts";
import { INSPECTIONS, type Inspection } from "../../vault/health/inspections.ts";
import { arn, type Places } from "./places.ts";
import type { Right } from "./right.ts";

/** Rights to see how the vault is: `status` asks every part of it, and `lib/vault/health/inspections.ts` says by which calls. */
export const HEALTH_RIGHTS = {
  InspectQueues: see("queues", (at) => [at.changes, at.deadLetters, at.checks, at.checksDeadLetters]),
  InspectKey: see("key", (at) => [at.key]),
  InspectTables: see("tables", (at) => [at.ledger, at.status]),
  InspectPolicy: see("ledger's policy", (at) => [at.ledger]),
  InspectSources: see(
    "sources",
    () => ["*"],
    "AWS authorizes the list on everything or nothing; by its id a source that was bound anew is not found",
  ),
  InspectRules: see("rules", (at) => RULES.map((rule) => arn(at, "events", `rule/${at.vaultName}-${rule}`))),
  InspectFunctions: see("functions", (at) => FUNCTIONS.map((duty) => lambda(at, duty))),
  InspectAlias: see("restore's alias", (at) => [lambda(at, `restore:${FORCE_ALIAS}`)]),
  InspectInvokers: see("who may invoke sweep", (at) => [lambda(at, "sweep")]),
  InspectRoles: see("roles", (at) => at.roles),
  InspectMetrics: see("metrics", () => ["*"], allOrNothing()),
  InspectAlarms: see(
    "alarms",
    () => ["*"],
    "AWS can narrow it to metric alarms by name, the local AWS on which every right is tried cannot; it gives states, never a value",
  ),
  InspectTopic: see("topic", (at) => [at.topic]),
  FindTrails: see("trails", () => ["*"], allOrNothing()),
  InspectTrails: see(
    "trails' state",
    (at) => [`arn:${at.partition}:cloudtrail:*:*:trail/*`],
    "which trail sees this region is the account's choice; it may be of another region, or the organization's",
  ),
} as const satisfies Record<string, Right>;

function see(cell: Inspection, on: Right["on"], wildcard?: string): Right {
  return { column: "health", cell, actions: INSPECTIONS[cell], on, ...(wildcard !== undefined && { wildcard }) };
}

function lambda(at: Places, name: string): string {
  return arn(at, "lambda", `function:${at.vaultName}-${name}`);
}

function allOrNothing(): string {
  return "AWS authorizes it on everything or nothing; it gives figures and states, never a value";
}
