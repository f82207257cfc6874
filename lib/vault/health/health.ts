import type { StatusResponse } from "../api.ts";
import { alarms } from "./alarms-check.ts";
import { examine, examinedOf, type HealthPorts, type HealthSettings } from "./check.ts";
import { functions } from "./functions-check.ts";
import { parameters, proofs } from "./parameter-checks.ts";
import { capture, verify } from "./queue-checks.ts";
import { rules } from "./rules-check.ts";
import { sources } from "./sources-check.ts";
import { key, tables } from "./storage-checks.ts";
import { sweep } from "./sweep-check.ts";
import { topic } from "./topic-check.ts";
import { trail } from "./trail-check.ts";

const EXAMINATIONS = [
  sweep,
  capture,
  verify,
  parameters,
  proofs,
  key,
  tables,
  sources,
  rules,
  functions,
  alarms,
  topic,
  trail,
];

/**
 * Whether the vault itself is healthy: one check for each of its parts. One that failed says what to type;
 * an advisory one tells of a choice of the account, and leaves the vault healthy.
 */
export async function health(ports: HealthPorts, settings: HealthSettings): Promise<StatusResponse> {
  const examined = examinedOf(ports, settings);
  const checks = await Promise.all(EXAMINATIONS.map((examination) => examine(examination, examined)));
  return { healthy: checks.every(({ ok, advisory }) => ok || advisory), checks };
}
