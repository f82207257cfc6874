import { Option } from "commander";
import { type ParameterSummary, Verdict } from "../../vault/api.ts";
import { counted } from "../../vault/counted.ts";
import { isBroken } from "../../vault/verdicts.ts";
import type { CliCommand } from "../command.ts";
import { commandLine } from "../command-line.ts";
import type { Context } from "../context.ts";
import { DONE, type ExitCode } from "../exit-codes.ts";
import type { GlobalOptions } from "../global-options.ts";
import { printJson } from "../io.ts";
import { readParameters } from "../parameters.ts";
import { heading } from "../render/heading.ts";
import { liveCell, nameCells } from "../render/parameter.ts";
import { type Cell, type Column, table } from "../render/table.ts";
import { STALE_LEGEND, verdictCell } from "../render/verdict.ts";
import { utc } from "../render/when.ts";
import { targetWords } from "../target.ts";

/** What to list: everything, or what all filters let through. */
interface ListInput {
  app?: string;
  deleted?: boolean;
  verdict?: Verdict;
}

export const listCommand: CliCommand = {
  name: "list",
  summary: "list protected parameters with their last recovery point and verdict",
  description: [
    "Lists the protected parameters: whether each has a live value, its last recovery point, and its verdict,",
    "which is what the last restore test found.",
  ].join(" "),
  options: (command) =>
    command
      .option("--app <app>", "only this app's")
      .option("--deleted", "only those that are gone from Parameter Store")
      .addOption(new Option("--verdict <verdict>", "only those of this verdict").choices(Verdict.options)),
  examples: [
    ["list", "everything the vault protects in this account and region"],
    ["list --deleted", "what is gone from Parameter Store, and can come back"],
    ["list --verdict recoverable", "what restore --all would mend"],
    ["list --app my-app --json", "one app, for a script"],
  ],
  run: (context, _operands, options: ListInput) => runList(context, options),
};

async function runList(context: Context, { app, deleted, verdict }: ListInput): Promise<ExitCode> {
  const { io } = context;
  const { account, region, parameters: all } = await readParameters(context, { app, deleted });
  const parameters = all.filter((parameter) => verdict === undefined || parameter.verdict === verdict);
  if (context.options.json) {
    printJson(io, { account, region, parameters });
    return DONE;
  }
  io.out(heading({ account, region }));
  const filtered = app !== undefined || deleted === true || verdict !== undefined;
  io.out(`\n${parameters.length > 0 ? parameterTable(context, parameters) : `${emptyText(filtered)}\n`}`);
  if (parameters.some(({ stale }) => stale)) io.out(`${STALE_LEGEND}\n`);
  io.err(whatNext(context, parameters, filtered));
  return DONE;
}

function parameterTable({ io, style }: Context, parameters: ParameterSummary[]): string {
  return table(COLUMNS, parameters.map(parameterRow), io.columns, style);
}

const COLUMNS: Column[] = [
  { head: "APP", flexible: true },
  { head: "STAGE", flexible: true },
  { head: "VALUE" },
  { head: "POINTS", align: "right" },
  { head: "LATEST (UTC)" },
  { head: "VERDICT" },
];

function parameterRow(parameter: ParameterSummary): Cell[] {
  const { live, recoveryPoints, latest, verdict, stale } = parameter;
  return [
    ...nameCells(parameter),
    liveCell(live),
    `${recoveryPoints}`,
    latest ? utc(latest.createdAt) : "none",
    verdictCell(verdict, stale),
  ];
}

function emptyText(filtered: boolean): string {
  return filtered ? "no protected parameter is like that" : "no parameter is protected here yet";
}

/** What a user who sees this list most likely wants to do next. */
function whatNext({ options }: Context, parameters: ParameterSummary[], filtered: boolean): string {
  if (parameters.length === 0) {
    const command = filtered ? commandLine(options, "list", []) : commandLine(options, "sweep", []);
    const does = filtered ? "lists all" : "looks for passphrases now; is this the region SST deploys to (--region)?";
    return `\n${command}\n  ${does}\n`;
  }
  const all = [pendingHint(options, parameters), mendHint(options, parameters), seeHint(options, parameters)];
  const hints = all.filter((hint) => hint !== null);
  if (hints.length > 0) return hints.join("");
  const gone = parameters.find(({ live, verdict, recoveryPoints }) => !live && verdict !== "retired" && recoveryPoints);
  return gone ? `\nto bring a deleted one back:\n${commandLine(options, "restore", targetWords(gone))}\n` : "";
}

/** What Parameter Store lists and the vault has not captured yet. */
function pendingHint(options: GlobalOptions, parameters: ParameterSummary[]): string | null {
  const pending = parameters.filter(({ pendingSince }) => pendingSince !== undefined);
  if (pending.length === 0) return null;
  const what = `${counted(pending.length, "parameter")} not captured yet; if that lasts longer than a minute`;
  return `\n${what}, to see why:\n${commandLine(options, "status", [])}\n`;
}

function mendHint(options: GlobalOptions, parameters: ParameterSummary[]): string | null {
  const [first, ...others] = parameters.filter(({ verdict }) => verdict === "recoverable");
  if (!first) return null;
  if (others.length === 0) return `\nto mend it:\n${commandLine(options, "restore", targetWords(first))}\n`;
  return `\nto mend all that are recoverable:\n${commandLine(options, "restore", [], ["--all"])}\n`;
}

/** What is broken and not recoverable takes more than a command: its test says what. */
function seeHint(options: GlobalOptions, parameters: ParameterSummary[]): string | null {
  const broken = parameters.filter(({ verdict }) => isBroken(verdict));
  const others = broken.filter(({ verdict }) => verdict !== "recoverable");
  if (others.length === 0) return null;
  const what = others.length < broken.length ? "what else is broken" : "what is broken";
  return `\nto see ${what}, why, and what to type:\n${commandLine(options, "verify", [])}\n`;
}
