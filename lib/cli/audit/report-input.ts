import type { ParameterSummary } from "../../vault/api.ts";
import type { AuditEvent, CheckReport } from "../../vault/audit-api.ts";

/** All that a report tells: gathered and joined by the command, laid out by a format, which asks nobody. */
export interface ReportInput {
  account: string;
  region: string;
  /** The vault's name and version. */
  vault: string;
  version: string;
  /** When the report was made. */
  createdAt: string;
  /** What was asked for; null where it was left open. */
  filter: Record<"app" | "stage" | "name" | "since" | "until", string | null>;
  parameters: ReportParameter[];
  /** Oldest first, each change joined with the CloudTrail call that explains it. */
  events: AuditEvent[];
  check: CheckReport;
}

/** A parameter with the time of the vault's first entry of it. */
export type ReportParameter = ParameterSummary & { protectedSince: string | null };
