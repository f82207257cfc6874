import { FALLBACK_STAGE } from "../../sst/names.ts";
import type { RestoreResponse } from "../../vault/api.ts";
import { shellCommand } from "../../vault/commands.ts";
import { plain } from "../../vault/plain.ts";
import { isStillLive } from "../../vault/restored.ts";
import { commandLine } from "../command-line.ts";
import type { Context } from "../context.ts";
import { type Advice, adviceText } from "../render/advice.ts";
import { heading } from "../render/heading.ts";
import { labelled } from "../render/labelled.ts";
import { isTested, proofText } from "../render/opens.ts";
import { recoveryPointLines, recoveryPointTable } from "../render/recovery-points.ts";
import { targetWords } from "../target.ts";
import { NOT_KEPT, replacesLive } from "./plan.ts";
import { pointsToShow } from "./points-to-show.ts";
import type { RestoreOptions } from "./request.ts";
import { splitStepsText } from "./split-steps.ts";
import { undoText } from "./undo.ts";
import { type Retry, waysOut } from "./way-out.ts";

/** Shows what a restore did, or would do, or why not. A refusal names the commands that would not be refused. */
export async function showRestore(
  context: Context,
  answer: RestoreResponse,
  options: RestoreOptions,
  retry: Retry,
): Promise<void> {
  const { io, style } = context;
  const { outcome, name, reason, warnings } = answer;
  io.out(heading(answer));
  const lost = outcome === "restored" && !isStillLive(answer.cause);
  io.out(`${style("bold", lost ? "restored, but not live any more:" : HEADLINES[outcome])} ${plain(name)}\n`);
  if (outcome !== "restored" && reason !== "") io.out(labelled("why", reason, io.columns));
  if (outcome === "restored" || outcome === "planned") await showPoints(context, answer);
  if (outcome === "unchanged" && isTested(answer.opens)) io.out(labelled("opens", proofText(answer.opens)));
  for (const warning of warnings) io.err(`warning: ${plain(warning)}\n`);
  if (outcome === "unchanged") io.out(mendText(context, answer));
  if (outcome === "planned") io.out(`nothing was changed; to do it${pauseText(answer)}:\n${retry()}\n`);
  if (outcome === "waiting") io.out(`nothing was changed; ask again in ${answer.retryAfterSeconds} s:\n${retry()}\n`);
  if (outcome === "refused") showRefusal(context, answer, options, retry);
  if (lost) io.out(adviceText(lostAgainAdvice(context, answer, retry), io.columns));
  else if (outcome === "restored") io.out(`${checkText(answer)}${undoText(context, [answer])}`);
}

function pauseText({ retryAfterSeconds }: RestoreResponse): string {
  return retryAfterSeconds === undefined ? "" : ` (AWS requires a pause: it waits ${retryAfterSeconds} s first)`;
}

/** The restored value is not live any more: who keeps writing there must stop before another restore can last. */
function lostAgainAdvice({ options }: Context, answer: RestoreResponse, retry: Retry): Advice[] {
  const history = commandLine(options, "history", targetWords(answer));
  return [
    { what: "to see what was written, and by whom", commands: [history] },
    { what: "once nothing else writes it, to restore it again", commands: [retry()] },
  ];
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
  const { account, recoveryPoint, from, opens, replaced, parameterVersion } = answer;
  const done = answer.outcome === "restored";
  const points = await pointsToShow(context, answer);
  if (recoveryPoint && from !== undefined) io.out(labelled("from", `${recoveryPoint} of ${from}`, io.columns));
  else if (recoveryPoint) io.out(recoveryPointLines("from", recoveryPoint, points, account, context));
  io.out(labelled("opens", proofText(opens)));
  if (replaced) io.out(recoveryPointLines(done ? "replaced" : "replaces", replaced, points, account, context));
  else io.out(labelled(done ? "replaced" : "replaces", replacesLive(answer) ? NOT_KEPT : "nothing, it was absent"));
  if (done)
    io.out(labelled(isStillLive(answer.cause) ? "now" : "written", `version ${parameterVersion} of the parameter`));
}

/** What each recovery point opens, and for a split the steps that save both sides, else what may be typed instead. */
function showRefusal(context: Context, answer: RestoreResponse, options: RestoreOptions, retry: Retry): void {
  const { io } = context;
  const { candidates = [], steps = [], account } = answer;
  if (candidates.length > 0) io.out(`\n${recoveryPointTable(context, candidates, account)}`);
  if (steps.length > 0) {
    io.out(`\n${splitStepsText(context, answer, steps)}`);
    return;
  }
  const advice = waysOut(context, answer, options, retry);
  if (advice.length > 0) io.out(`\n${adviceText(advice, io.columns)}`);
}

/** Where the value asked for is live already and does not open the stage: what tells which one does, if any. */
function mendText({ options: given }: Context, answer: RestoreResponse): string {
  const { state, secrets } = answer.opens;
  if (state !== "no" && secrets !== "no") return "";
  return `to see what mends it:\n${commandLine(given, "verify", targetWords(answer))}\n`;
}

function checkText({ app, stage }: RestoreResponse): string {
  if (app === null || stage === null) return "";
  if (stage === FALLBACK_STAGE) return "to check: npx sst diff in the app's folder, for any stage\n";
  return `to check: ${shellCommand("npx", "sst", "diff", `--stage=${stage}`)}\n`;
}
