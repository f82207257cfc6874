import type { RecoveryPointSummary, RestoreResponse } from "../../vault/api.ts";
import { shellCommand } from "../../vault/commands.ts";
import { knownRestoreCause } from "../../vault/restore/cause.ts";
import { awsCommandLine, commandLine } from "../command-line.ts";
import type { Context } from "../context.ts";
import type { GlobalOptions } from "../global-options.ts";
import type { Advice } from "../render/advice.ts";
import { decisive, opensAll } from "../render/opens.ts";
import { targetWords } from "../target.ts";
import { lostAdvice } from "../verify/advice.ts";
import { encryptAdvice } from "../verify/in-clear.ts";
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
  const byCause = adviceOnCause(options, answer, retry);
  const others = candidates.filter(({ live }) => !live);
  const live = candidates.find((candidate) => candidate.live);
  const opening = live && opensAll(live.opens) ? [] : others.filter(({ opens }) => opensAll(opens));
  const name = ({ id, opens }: RecoveryPointSummary) => {
    // A live value gives way to what is proved, else only by force.
    const forced = live && decisive(opens) === "untested" ? ["--force"] : [];
    return retry("--recovery-point", id, ...forced);
  };
  const anyway = force ? [] : [{ what: "to do it all the same (a right of its own)", commands: [retry("--force")] }];
  if (byCause) return [...byCause.advice, ...(byCause.forced ? anyway : [])];
  const unlocking = unlockAdvice(answer);

  if ((recoveryPoint ?? at) !== undefined) {
    return [...unlocking, ...choice("to take one that opens the stage, name it", opening.map(name)), ...anyway];
  }
  // The one that opens the stage was there to be taken: what stood in the way passes.
  if (opening.length > 0) return [...unlocking, { what: "to try again", commands: [retry()] }, ...anyway];
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

/**
 * Where the cause alone says what helps, the commands for it, and whether force would do without; null where that depends
 * on the recovery points.
 */
export function adviceOnCause(
  given: GlobalOptions,
  { name, region, cause }: RestoreResponse,
  retry: Retry,
): { advice: Advice[]; forced: boolean } | null {
  const known = knownRestoreCause(cause);
  const only = (what: string, ...commands: string[]) => ({ advice: [{ what, commands }], forced: false });
  switch (known?.code) {
    case "key-unusable":
      return only("to encrypt it with the key that AWS keeps for the account", retry("--key-id", AWS_KEY));
    case "parameter-limit":
      return only("to store it as an advanced parameter, which AWS charges for", retry("--tier", "Advanced"));
    case "versions-labelled": {
      const { version, labels } = known;
      const words = ["ssm", "unlabel-parameter-version", "--name", name, "--parameter-version", String(version)];
      return only("to remove the label", awsCommandLine(given, region, [...words, "--labels", ...labels]), retry());
    }
    case "stored-in-clear":
      return { advice: [encryptAdvice(given, { name }, region, retry())], forced: true };
    default:
      return null;
  }
}

const AWS_KEY = "alias/aws/ssm";

/** How to remove a lock that an interrupted deploy left behind. */
function unlockAdvice({ cause }: RestoreResponse): Advice[] {
  const known = knownRestoreCause(cause);
  if (known?.code !== "deploy-running") return [];
  const unlock = shellCommand("npx", "sst", "unlock", `--stage=${known.stage}`);
  return [
    {
      what: "if no deploy is running, to remove the lock that one left behind, in the app's folder",
      commands: [unlock],
    },
  ];
}
