import type { RestoreResponse } from "../../vault/api.ts";
import { plain } from "../../vault/plain.ts";
import { isStillLive } from "../../vault/restored.ts";
import { commandLine } from "../command-line.ts";
import type { Context } from "../context.ts";
import type { EachDone } from "../each.ts";
import { adviceText } from "../render/advice.ts";
import { failuresText } from "../render/failures.ts";
import { heading } from "../render/heading.ts";
import { labelled } from "../render/labelled.ts";
import { opensText } from "../render/opens.ts";
import { nameCells } from "../render/parameter.ts";
import { type Cell, type Column, table } from "../render/table.ts";
import { targetWords } from "../target.ts";
import type { RestoreOptions } from "./request.ts";
import { retryCommand } from "./retry-command.ts";
import { undoText } from "./undo.ts";
import { adviceOnCause } from "./way-out.ts";

const COLUMNS: Column[] = [
  { head: "APP", flexible: true },
  { head: "STAGE", flexible: true },
  { head: "OUTCOME" },
  { head: "FROM" },
  { head: "OPENS", flexible: true },
];

const FORMATS: Record<RestoreResponse["outcome"], "green" | "dim" | "red" | "yellow"> = {
  restored: "green",
  unchanged: "dim",
  planned: "yellow",
  refused: "red",
  waiting: "yellow",
};

/** Shows how restoring all went: a table, why some were not, and the commands that undo the others. */
export function showAll(
  context: Context,
  { results, failures }: EachDone<RestoreResponse>,
  from: { account: string; region: string },
  asked: RestoreOptions,
): void {
  const { io, style, options } = context;
  io.out(heading(from));
  if (results.length + failures.length === 0) {
    io.out("no verdict is recoverable: there is nothing to restore\n");
    io.err(`\n${commandLine(options, "verify", [])}\n  tests everything now\n`);
    return;
  }
  const failed = failures.map(({ parameter }): Cell[] => [...nameCells(parameter), { text: "failed", format: "red" }]);
  io.out(`\n${table(COLUMNS, [...results.map(row), ...failed], io.columns, style)}`);

  io.err(failuresText("failed", failures, io.columns));
  for (const { name, warnings } of results) {
    for (const warning of warnings) io.err(`warning: ${plain(name)}: ${plain(warning)}\n`);
  }
  const { all: _all, ...ofOne } = asked;
  for (const answer of results.filter(({ outcome }) => outcome === "refused")) {
    io.out(`\nrefused ${plain(answer.name)}\n${labelled("why", answer.reason, io.columns)}`);
    const retry = (...more: string[]) => retryCommand(options, targetWords(answer), ofOne, more);
    const look = { what: "to see what can be done", commands: [retry("--dry-run")] };
    io.out(adviceText(adviceOnCause(options, answer, retry)?.advice ?? [look], io.columns));
  }
  const pausing = results.filter(({ retryAfterSeconds }) => retryAfterSeconds !== undefined);
  if (pausing.length > 0) io.out(`\n${pausing.map(pausingLine).join("")}`);
  const restored = results.filter(({ outcome }) => outcome === "restored");
  const planned = results.some(({ outcome }) => outcome === "planned");
  const again = results.some((answer) => answer.outcome === "waiting" || !isStillLive(answer.cause));
  if (planned) io.out(`\nnothing was changed; to do it:\n${retryCommand(options, [], asked)}\n`);
  else if (again) io.out(`\nto try again:\n${retryCommand(options, [], asked)}\n`);
  const undo = undoText(context, restored);
  if (undo !== "") io.out(`\n${undo}`);
}

/** They all wait for the same reason: one line each will do. */
function pausingLine({ outcome, name, retryAfterSeconds }: RestoreResponse): string {
  return `${outcome} ${plain(name)}: AWS asks for ${retryAfterSeconds} s more\n`;
}

function row(answer: RestoreResponse): Cell[] {
  const { outcome, recoveryPoint, opens } = answer;
  const outcomeCell: Cell = isStillLive(answer.cause)
    ? { text: outcome, format: FORMATS[outcome] }
    : { text: "replaced since", format: "red" };
  return [...nameCells(answer), outcomeCell, recoveryPoint ?? "none", recoveryPoint === null ? "" : opensText(opens)];
}
