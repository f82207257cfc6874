import type { RestoreResponse } from "../../vault/api.ts";
import { isForced, isStillLive } from "../../vault/restored.ts";
import { awsCommandLine, commandLine } from "../command-line.ts";
import type { Context } from "../context.ts";
import { targetWords } from "../target.ts";
import { replacesLive } from "./plan.ts";

/** The commands that undo restores, or nothing where none can be undone. */
export function undoText(context: Context, restored: RestoreResponse[]): string {
  const commands = restored
    .filter(({ cause }) => isStillLive(cause))
    .flatMap((answer) => undoCommand(context, answer) ?? []);
  return commands.length > 0 ? `to undo:\n${commands.join("\n")}\n` : "";
}

/** What was replaced comes back, what was absent goes away. Null where the vault does not have what was replaced. */
function undoCommand({ options }: Context, answer: RestoreResponse): string | null {
  const { name, replaced, region } = answer;
  if (!replacesLive(answer)) return awsCommandLine(options, region, ["ssm", "delete-parameter", "--name", name]);
  if (replaced === null) return null;
  const force = needsForce(answer) ? ["--force"] : [];
  return commandLine(options, "restore", targetWords(answer), ["--recovery-point", replaced, ...force, "--yes"]);
}

/**
 * Whether the vault may put the old value back by force only. Nobody has tried here what that opens: without force it
 * is taken where it opens what decides, which this cannot rely on, or where there is nothing to open. Not even then
 * where the restore itself was forced: what was deleted by hand can come back.
 */
function needsForce(answer: RestoreResponse): boolean {
  const { state, secrets } = answer.opens;
  return state !== "absent" || secrets !== "absent" || isForced(answer);
}
