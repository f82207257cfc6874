import type { RestoreResponse, SplitStep } from "../../vault/api.ts";
import { shellCommand } from "../../vault/commands.ts";
import { awsCommandLine, commandLine } from "../command-line.ts";
import type { Context } from "../context.ts";
import type { GlobalOptions } from "../global-options.ts";
import { adviceText } from "../render/advice.ts";
import { targetWords } from "../target.ts";

const CHECKOUT = "in the vault's checkout";
const APP = "in the app's folder";
// `sst secret load` reads a secret a line, so the file must outlive the look whether all are there.
const LOADED =
  "once npx sst secret list shows them all there (a secret of several lines may be cut: set that one by hand)";

/** The file that holds the secrets between two steps. */
const FILE = "secrets.env";

/** Where a step's command runs. Elsewhere npx would look for a package of the vault's name. */
const WHERE: Record<SplitStep["do"], string> = {
  restore: CHECKOUT,
  "save-secrets": APP,
  "delete-secrets": APP,
  "load-secrets": APP,
  "delete-saved-secrets": LOADED,
};

/** The command of a step. The one place where they are made. */
function commandOf(given: GlobalOptions, answer: RestoreResponse, step: SplitStep): string {
  const stage = `--stage=${answer.stage}`;
  switch (step.do) {
    case "restore": {
      const force = step.force ? ["--force"] : [];
      const options = ["--recovery-point", step.recoveryPoint, ...force, "--yes"];
      return commandLine(given, "restore", targetWords(answer), options);
    }
    case "save-secrets": {
      const list = shellCommand("npx", "sst", "secret", "list", stage);
      // The list holds the secrets of `_fallback`, too, each part under a line with its name.
      const head = `head=# ${answer.app}/${answer.stage}`;
      const own = shellCommand("awk", "-v", head, "/^# /{on=($0==head)} on && !/^#/");
      return `${list} | ${own} > ${FILE}`;
    }
    case "delete-secrets": {
      const words = ["s3", "rm", `s3://${step.bucket}/${step.key}`];
      return `${shellCommand("test", "-s", FILE)} && ${awsCommandLine(given, answer.region, words)}`;
    }
    case "load-secrets":
      return shellCommand("npx", "sst", "secret", "load", FILE, stage);
    case "delete-saved-secrets":
      return shellCommand("rm", FILE);
  }
}

/** An answer for programs: each of its steps with the command that does it. */
export function withCommands(given: GlobalOptions, answer: RestoreResponse): object {
  const { steps } = answer;
  if (!steps) return answer;
  return { ...answer, steps: steps.map((step) => ({ ...step, command: commandOf(given, answer, step) })) };
}

/**
 * The steps that save both sides of a split: where each runs, and each on a line of its own, so that a line which is
 * pasted is the command.
 */
export function splitStepsText({ io, options }: Context, answer: RestoreResponse, steps: readonly SplitStep[]): string {
  const places: { where: string; commands: string[] }[] = [];
  for (const step of steps) {
    const where = WHERE[step.do];
    const command = commandOf(options, answer, step);
    const last = places.at(-1);
    if (last?.where === where) last.commands.push(command);
    else places.push({ where, commands: [command] });
  }
  const numbered = places.map(({ where, commands }, index) => ({ what: `${index + 1}. ${where}`, commands }));
  return `to save both, one line after the other:\n${adviceText(numbered, io.columns)}`;
}
