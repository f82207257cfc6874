import type { Verdict } from "../../../vault/api.ts";
import type { AuditEvent } from "../../../vault/audit-api.ts";
import { isBroken } from "../../../vault/verdicts.ts";
import type { ReportInput, ReportParameter } from "../report-input.ts";
import { type Line, linesOf } from "./lines.ts";

/** One protected parameter, and what happened to it in the period. */
export interface Stage {
  /** Where the page tells of it: a row of the coverage table, a timeline. */
  anchors: { row: string; timeline: string };
  /** As short as it stays unambiguous. */
  label: string;
  name: string;
  /** Null where only entries tell of it. */
  parameter: ReportParameter | null;
  lines: Line[];
  /** How many entries that are, the folded calls included. */
  entries: number;
}

const URGENCY: Record<Verdict, number> = { lost: 0, split: 1, recoverable: 2, unproven: 3, ok: 4, retired: 5 };

export function isBrokenStage({ parameter }: Stage): boolean {
  return parameter !== null && isBroken(parameter.verdict);
}

/** A stage as its people call it; a parameter of another depth by its full name. */
export function labelOf({ app, stage, name }: Pick<AuditEvent, "app" | "stage" | "name">): string {
  return app !== null && stage !== null ? `${app}/${stage}` : name;
}

/** All stages, broken ones first, then by name. */
export function stagesOf({ parameters, events }: ReportInput): Stage[] {
  const told = Map.groupBy(events, ({ name }) => name);
  const known = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const names = [...new Set([...known.keys(), ...told.keys()])].sort();
  const urgency = (name: string) => URGENCY[known.get(name)?.verdict ?? "unproven"];
  return names
    .sort((a, b) => urgency(a) - urgency(b))
    .map((name, index): Stage => {
      const own = told.get(name) ?? [];
      const { app = null, stage = null } = known.get(name) ?? own[0] ?? {};
      return {
        anchors: { row: `stage-${index + 1}`, timeline: `timeline-${index + 1}` },
        label: labelOf({ app, stage, name }),
        name,
        parameter: known.get(name) ?? null,
        lines: linesOf(own, index + 1),
        entries: own.length,
      };
    });
}
