import { Option } from "commander";
import { plain } from "../../vault/plain.ts";
import { readEarlierReport } from "../audit/earlier-report.ts";
import { brokenOff } from "../audit/json.ts";
import { type AuditOptions, type AuditRequest, FORMATS, parseAudit } from "../audit/request.ts";
import { type Ending, type Telling, tellCheck, tellReport, tellTrail } from "../audit/tellings.ts";
import type { CliCommand } from "../command.ts";
import type { Context } from "../context.ts";
import { DONE, type ExitCode } from "../exit-codes.ts";
import { writeOut } from "../output.ts";
import { style } from "../render/style.ts";
import { OPTIONAL_TARGET_ARGUMENTS } from "../target.ts";
import { writeWhole } from "../write-whole.ts";

const WHEN = "ISO 8601 (UTC unless it names a zone), or 30m, 2h, 7d ago";

export const auditCommand: CliCommand = {
  name: "audit",
  summary: "tell what happened, who did it and how that is known; or check that the trail is whole",
  description: [
    "Tells what happened to one parameter, to an app's, or to all: who wrote, deleted, restored or was refused, and how that is known.",
    "--check walks the hash chains instead, and names every entry that was changed, removed or put elsewhere. --format html is a report of both, for an auditor.",
  ].join(" "),
  operands: OPTIONAL_TARGET_ARGUMENTS,
  options: (command) =>
    command
      .option("--since <time>", `from then on: ${WHEN}`)
      .option("--until <time>", "up to then")
      .addOption(new Option("--format <format>", "how it is told; json is --json").choices(FORMATS))
      .option("--output <file>", "write to FILE (format from its extension); - for stdout")
      .option("--check", "walk the hash chains; exit code 5 where one is not whole")
      .option("--heads <file>", "a check that also holds the chains against the report of an earlier one"),
  examples: [
    ["audit", "everything there is to tell"],
    ["audit my-app production --since 7d", "what happened to this one in the last week"],
    ["audit --since 2026-10-01 --format html --output q4.html", "an auditor's report"],
    ["audit --format csv --output trail.csv", "for a spreadsheet"],
    ["audit --check", "was anything changed past the vault?"],
    ["audit --check --json > heads.json", "the ends of all chains, to keep where nobody here can write"],
    ["audit --check --heads heads.json", "was anything rewritten or cut since?"],
  ],
  run: (context, operands, options: AuditOptions) =>
    runAudit(context, parseAudit(operands, options, context.options.json, context.clock.now())),
};

async function runAudit(context: Context, request: AuditRequest): Promise<ExitCode> {
  const { io } = context;
  const { format, output, heads } = request;
  const earlier = heads === null ? null : await readEarlierReport(heads, context.clock.now());
  // A file is as wide as its lines, and has no colours.
  const told =
    output === null ? context : { ...context, style: style(false), io: { ...io, columns: Number.POSITIVE_INFINITY } };
  let telling: Telling;
  if (format === "html") telling = tellReport(told, request, earlier);
  else telling = request.check ? tellCheck(told, request, earlier) : tellTrail(told, request);

  let ending: Ending = { talk: "", exitCode: DONE };
  const pieces = async function* () {
    ending = yield* telling;
  };
  if (output === null) await writeOut(io, pieces(), format === "json" ? brokenOff : null);
  else {
    await writeWhole(output, pieces());
    io.err(`written to ${plain(output)}\n`);
  }
  io.err(ending.talk);
  return ending.exitCode;
}
