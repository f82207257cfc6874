import { explained } from "../../../../lib/vault/audit/explain.ts";
import type { AuditEvent } from "../../../../lib/vault/audit-api.ts";

export const at = (time: string) => `2026-11-22T${time}Z`;

/** The events explained, by seq. */
export async function explain(...events: AuditEvent[]): Promise<AuditEvent[]> {
  const told: AuditEvent[] = [];
  for await (const event of explained(events, "eu-west-1")) told.push(event);
  return told;
}

/** Whether change and call name each other. */
export function joined(change: AuditEvent | undefined, call: AuditEvent | undefined): boolean {
  if (!change || !call) return false;
  return call.detail.explains === change.id && change.detail.explainedBy === call.id;
}
