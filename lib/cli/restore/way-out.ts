import type { RecoveryPointSummary, RestoreResponse } from "../../vault/api.ts";
import { commandLine } from "../command-line.ts";
import type { Context } from "../context.ts";
import type { Advice } from "../render/advice.ts";
import { decisive, opensAll } from "../render/opens.ts";
import { targetWords } from "../target.ts";
import { lostAdvice } from "../verify/advice.ts";
import type { RestoreOptions } from "./request.ts";

export type Retry = (...more: string[]) => string;

const SHOWN = 5;

/**
 * What to type after a refusal. None of the recovery points that are not proved is recommended: after an accident
 * the newest is often the wrong one.
 */
export function waysOut(
  { options }: Context,
  answer: RestoreResponse,
  { recoveryPoint, at, force }: RestoreOptions,
  retry: Retry,
): Advice[] {
  const { candidates = [], region } = answer;
  const others = candidates.filter(({ live }) => !live);
  const live = candidates.find((candidate) => candidate.live);
  const opening = live && opensAll(live.opens) ? [] : others.filter(({ opens }) => opensAll(opens));
  const name = ({ id, opens }: RecoveryPointSummary) => {
    // A live value gives way to what is proved, else only by force.
    const forced = live && decisive(opens) === "untested" ? ["--force"] : [];
    return retry("--recovery-point", id, ...forced);
  };
  const anyway = force ? [] : [{ what: "to do it all the same (a right of its own)", commands: [retry("--force")] }];

  if ((recoveryPoint ?? at) !== undefined) {
    return [...choice("to take one that opens the stage, name it", opening.map(name)), ...anyway];
  }
  // The one that opens the stage was there to be taken: what stood in the way passes.
  if (opening.length > 0) return [{ what: "to try again", commands: [retry()] }, ...anyway];
  const possible = others.filter(({ opens }) => decisive(opens) !== "no");
  const lost = (["state", "secrets"] as const).some(
    (artifact) => candidates.length > 0 && candidates.every(({ opens }) => opens[artifact] === "no"),
  );
  const untested = possible.some(({ opens }) => decisive(opens) === "untested");
  const verify = commandLine(options, "verify", targetWords(answer));
  return [
    ...(untested ? [{ what: "to see what would prove which is right", commands: [verify] }] : []),
    ...choice("to pick one, name it", possible.map(name)),
    ...(lost ? lostAdvice(options, answer, region) : []),
  ];
}

function choice(what: string, commands: string[]): Advice[] {
  if (commands.length === 0) return [];
  const more = commands.length > SHOWN ? ["… and so on for the others"] : [];
  return [{ what, commands: [...commands.slice(0, SHOWN), ...more] }];
}
