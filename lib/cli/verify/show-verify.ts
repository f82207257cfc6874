import type { VerifyResult } from "../../vault/api.ts";
import { inClearOf } from "../../vault/in-clear.ts";
import { plain } from "../../vault/plain.ts";
import { hasNothingToTest, isBroken } from "../../vault/verdicts.ts";
import type { Context } from "../context.ts";
import type { Failure } from "../each.ts";
import { adviceText } from "../render/advice.ts";
import { failuresText } from "../render/failures.ts";
import { labelled } from "../render/labelled.ts";
import { opensText } from "../render/opens.ts";
import { liveCell, nameCells } from "../render/parameter.ts";
import { type Cell, type Column, table } from "../render/table.ts";
import { verdictCell } from "../render/verdict.ts";
import { targetWords } from "../target.ts";
import { adviceOn } from "./advice.ts";
import { isFinding, meaning } from "./findings.ts";
import { inClearAdvice } from "./in-clear.ts";

const COLUMNS: Column[] = [
  { head: "APP", flexible: true },
  { head: "STAGE", flexible: true },
  { head: "VALUE" },
  { head: "VERDICT" },
  { head: "RECOVERY POINT" },
  { head: "OPENS", flexible: true },
];

/** Shows restore tests: a table, then of each finding what is broken, why, and what to type. */
export function showVerify(context: Context, results: VerifyResult[], failures: Failure[], region: string): void {
  const { io, style, options } = context;
  if (results.length > 0) io.out(`\n${table(COLUMNS, results.map(row), io.columns, style)}`);
  io.err(failuresText("not tested:", failures, io.columns));
  io.out(`\n${summary(results, failures.length)}\n`);
  for (const result of results) {
    for (const warning of result.warnings ?? []) {
      io.err(`warning: ${plain(targetWords(result).join(" "))}: ${plain(warning)}\n`);
    }
  }
  for (const result of results.filter((one) => !isFinding(one) && inClearOf(one.warningCauses))) {
    io.out(`\n${style("bold", plain(targetWords(result).join(" ")))}: ${style("yellow", "stored in clear")}\n`);
    io.out(adviceText(inClearAdvice(options, result, region), io.columns));
  }
  for (const result of results.filter(isFinding)) {
    const verdict = style(isBroken(result.verdict) ? "red" : "yellow", result.verdict);
    io.out(`\n${style("bold", plain(targetWords(result).join(" ")))}: ${verdict}\n`);
    io.out(labelled("what", meaning(result), io.columns) + labelled("why", result.reason, io.columns));
    io.out(adviceText(adviceOn(options, result, region), io.columns));
  }
}

function row({ app, stage, name, live, verdict, recoveryPoint, opens, warningCauses }: VerifyResult): Cell[] {
  // A lost one may never have been there, since its files are tested also where no passphrase was ever seen.
  const value: Cell = live || verdict !== "lost" ? liveCell(live) : { text: "absent", format: "yellow" };
  return [
    ...nameCells({ app, stage, name }),
    inClearOf(warningCauses) ? { text: "in clear", format: "red" } : value,
    verdictCell(verdict),
    recoveryPoint ?? "none",
    // Without a recovery point it is the live value that was tried.
    live || recoveryPoint !== null ? opensText(opens) : "",
  ];
}

function summary(results: VerifyResult[], failed: number): string {
  const broken = results.filter(({ verdict }) => isBroken(verdict)).length;
  const unproven = results.filter(isFinding).length - broken + failed;
  const fresh = results.filter(hasNothingToTest).length;
  const inClear = results.filter(({ warningCauses }) => inClearOf(warningCauses)).length;
  const parts = [
    ...(broken > 0 ? [`${broken} of ${results.length + failed} broken`] : []),
    ...(unproven > 0 ? [`${unproven} could not be tested`] : []),
    ...(broken + unproven === 0 ? ["nothing is broken"] : []),
    ...(inClear > 0 ? [`${inClear} stored in clear`] : []),
    ...(fresh > 0 ? [`${fresh} with nothing to test yet`] : []),
  ];
  return parts.join(", ");
}
