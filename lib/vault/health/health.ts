import type { StatusResponse } from "../api.ts";
import { examine, examinedOf, type HealthPorts, type HealthSettings } from "./check.ts";
import { capture, parameters, proofs, sweep, verify } from "./coverage.ts";
import { alarms, functions, key, roles, rules, sources, tables, topic } from "./parts.ts";
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
  roles,
  alarms,
  topic,
  trail,
];

/**
 * Whether the vault itself is healthy: one check for each of its parts. One that failed names its causes; an advisory
 * one is about a choice of the account, and leaves the vault healthy.
 */
export async function health(ports: HealthPorts, settings: HealthSettings): Promise<StatusResponse> {
  const examined = examinedOf(ports, settings);
  const checks = await Promise.all(EXAMINATIONS.map((examination) => examine(examination, examined)));
  return { healthy: checks.every(({ ok, advisory }) => ok || advisory), checks };
}
