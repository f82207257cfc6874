import type { CheckReport } from "../../vault/audit-api.ts";
import { counted } from "../../vault/counted.ts";
import { plain } from "../../vault/plain.ts";
import { commandLine } from "../command-line.ts";
import type { Context } from "../context.ts";
import { heading } from "../render/heading.ts";
import { type Cell, type Column, table } from "../render/table.ts";
import { utc } from "../render/when.ts";
import { type AuditRequest, scopeWords } from "./request.ts";

const COLUMNS: Column[] = [
  { head: "PARAMETER", flexible: true },
  { head: "ENTRY", align: "right" },
  { head: "PROBLEM", flexible: true },
];

/** The result of a check as people read it. */
export function checkText({ io, style }: Pick<Context, "io" | "style">, report: CheckReport): string {
  const { parameters, entries, findings, heads, comparedWith } = report;
  const size = `${counted(parameters, "parameter")}, ${counted(entries, "entry", "entries")}`;
  const whole = entries === 0 ? "there is nothing to check yet" : style("green", "every chain is whole");
  const verdict = report.ok ? `${size}: ${whole}` : `${size}: ${style("red", counted(findings.length, "finding"))}`;
  const compared = comparedWith
    ? `held against ${counted(comparedWith.parameters, "head")} of ${plain(utc(comparedWith.checkedAt))} UTC\n`
    : "";
  const rows = findings.map(({ name, seq, problem }): Cell[] => [name, `${seq}`, problem]);
  const list = rows.length > 0 ? `\n${table(COLUMNS, rows, io.columns, style)}\n` : "";
  const kept = `heads: ${Object.keys(heads).length}, the ends of the chains; --json tells them\n`;
  return `${heading(report)}\n${verdict}\n${compared}${list}${kept}`;
}

/** What a user does next with the result of a check. */
export function afterCheck(
  { options, clock }: Pick<Context, "options" | "clock">,
  { scope, heads }: Pick<AuditRequest, "scope" | "heads">,
  report: CheckReport,
): string {
  if (!report.ok && report.findings.every(({ newer }) => newer)) {
    return "\nan older version cannot check these: deploy the newest, and check with it\n";
  }
  if (!report.ok) {
    return "\nthe table was changed past the vault: compare it with a point-in-time copy from before\n";
  }
  // A part's heads must not replace those of all.
  const part = scopeWords(scope).map((word) => `${word.replaceAll(/[^\w.-]+/g, "-").replace(/^-+/, "")}-`);
  // Nor may new heads replace those that were just held against: of one day there are several then.
  const time = clock.now().toISOString();
  const stamp = heads === null ? time.slice(0, "YYYY-MM-DD".length) : `${time.slice(0, 19).replaceAll(":", "")}Z`;
  const file = `heads-${part.join("")}${stamp}.json`;
  const command = (...more: string[]) => commandLine(options, "audit", scopeWords(scope), ["--check", ...more]);
  return [
    "",
    "to prove later that nothing was rewritten, keep the heads where nobody can write:",
    `${command("--json")} > ${file}`,
    "and hold the chains against them then:",
    command("--heads", file),
    "",
  ].join("\n");
}
