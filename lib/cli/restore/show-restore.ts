import { FALLBACK_STAGE } from "../../sst/names.ts";
import type { RestoreResponse } from "../../vault/api.ts";
import { commandLine, deleteCommand, shellQuoted } from "../command-line.ts";
import type { Context } from "../context.ts";
import { heading } from "../render/heading.ts";
import { opensText } from "../render/opens.ts";
import { plain } from "../render/plain.ts";
import { recoveryPointLines, recoveryPointTable } from "../render/recovery-points.ts";
import { targetWords } from "../target.ts";
import { pointsOf } from "./confirm-replacement.ts";

type Retry = (...more: string[]) => string;

/** Shows what a restore did, or would do, or why not. A refusal names the commands that would not be refused. */
export async function showRestore(context: Context, answer: RestoreResponse, retry: Retry): Promise<void> {
  const { io, style } = context;
  const { outcome, name, reason, warnings } = answer;
  io.out(heading(answer));
  io.out(`${style("bold", HEADLINES[outcome])} ${plain(name)}\n`);
  if (outcome !== "restored" && reason !== "") io.out(`  ${"why".padEnd(10)}${plain(reason)}\n`);
  if (outcome === "restored" || outcome === "planned") await showPoints(context, answer);
  for (const warning of warnings) io.err(`warning: ${plain(warning)}\n`);
  if (outcome === "planned") io.out(`nothing was changed; to do it:\n${retry()}\n`);
  if (outcome === "waiting")
    io.out(`nothing was changed; ask again in ${answer.retryAfterSeconds ?? 30} s:\n${retry()}\n`);
  if (outcome === "refused") showCandidates(context, answer, retry);
  if (outcome === "restored") io.out(`${checkText(answer)}to undo:\n${undoCommand(context, answer)}\n`);
}

const HEADLINES: Record<RestoreResponse["outcome"], string> = {
  restored: "restored",
  unchanged: "unchanged:",
  planned: "would restore",
  refused: "refused, nothing was changed:",
  waiting: "not yet:",
};

async function showPoints(context: Context, answer: RestoreResponse): Promise<void> {
  const { io } = context;
  const { account, recoveryPoint, replaced, opens, parameterVersion } = answer;
  const done = answer.outcome === "restored";
  const points = await pointsOf(context, answer);
  if (recoveryPoint) io.out(recoveryPointLines("from", recoveryPoint, points, account, context));
  io.out(`  ${"opens".padEnd(10)}${opensText(opens)}\n`);
  if (replaced) io.out(recoveryPointLines(done ? "replaced" : "replaces", replaced, points, account, context));
  else io.out(`  ${(done ? "replaced" : "replaces").padEnd(10)}nothing, it was absent\n`);
  if (done) io.out(`  ${"now".padEnd(10)}version ${parameterVersion} of the parameter\n`);
}

/** Which recovery points one may name instead. None is recommended: after an accident the newest is often the wrong one. */
function showCandidates(context: Context, { candidates = [], account }: RestoreResponse, retry: Retry): void {
  if (candidates.length === 0) return;
  context.io.out(`\n${recoveryPointTable(context, candidates, account)}`);
  const others = candidates.filter(({ live }) => !live);
  const commands = others.slice(0, SHOWN_COMMANDS).map(({ id }) => `${retry("--recovery-point", id)}\n`);
  const more = others.length > SHOWN_COMMANDS ? "… and so on for the others\n" : "";
  if (others.length > 0) context.io.out(`\nto pick one, name it:\n${commands.join("")}${more}`);
}

const SHOWN_COMMANDS = 5;

function checkText({ app, stage }: RestoreResponse): string {
  if (app === null || stage === null) return "";
  const ofStage = stage === FALLBACK_STAGE ? " in the app's folder, for any stage" : ` --stage=${shellQuoted(stage)}`;
  return `to check: npx sst diff${ofStage}\n`;
}

function undoCommand({ options }: Context, answer: RestoreResponse): string {
  if (answer.replaced === null) return deleteCommand(options, answer.name, answer.region);
  return commandLine(options, "restore", targetWords(answer), ["--recovery-point", answer.replaced, "--yes"]);
}
