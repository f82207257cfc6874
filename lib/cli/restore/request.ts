import * as v from "valibot";
import { RestoreRequest } from "../../vault/api.ts";
import { VaultError } from "../../vault/errors.ts";
import { parseTarget } from "../target.ts";
import { parseTime } from "../time.ts";

/** What commander makes of the options. */
export interface RestoreOptions {
  all?: boolean;
  recoveryPoint?: string;
  from?: string;
  at?: string;
  dryRun?: boolean;
  force?: boolean;
  reason?: string;
  tier?: string;
  keyId?: string;
}

/**
 * The request that operands and options make; with `--all` what the requests of all parameters have in common.
 * @throws VaultError `BadRequest`
 */
export function parseRestore(operands: string[], options: RestoreOptions, now: Date): RestoreRequest {
  const { all, recoveryPoint, from, at, force, reason, tier, keyId } = options;
  if (from !== undefined && at !== undefined) throw exclude("--from", "--at");
  if (all && from !== undefined) throw exclude("--all", "--from");
  if (recoveryPoint !== undefined && at !== undefined) throw exclude("--recovery-point", "--at");
  if (all && operands.length > 0) throw exclude("--all", "a name");
  if (all && (recoveryPoint ?? at) !== undefined) {
    throw exclude("--all", recoveryPoint === undefined ? "--at" : "--recovery-point");
  }
  if (!all && operands.length === 0) {
    throw new VaultError("BadRequest", "which parameter is not said", "give <app> <stage>, or --all");
  }
  const given = {
    recoveryPoint,
    from,
    at: at === undefined ? undefined : parseTime(at, now),
    force,
    reason,
    tier,
    keyId,
  };
  const request = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const parsed = v.safeParse(RestoreRequest, { ...(all ? {} : parseTarget(operands)), ...request });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const wrong = nameOf(v.getDotPath(issue) ?? "", given);
  const message = `${wrong} cannot be that: ${issue.message.toLowerCase()}`;
  throw new VaultError("BadRequest", message, "npx sst-vault restore --help shows how it is used");
}

/** A field of the request as it is typed: an operand by its name, an option as one. */
function nameOf(field: string, options: object): string {
  return field in options ? `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}` : field;
}

/** Which function restores: `force` and `from` count only through the alias `force`, so that it is a right of its own. */
export function restoreFunction({ force, from }: RestoreOptions): string {
  return force || from !== undefined ? "restore:force" : "restore";
}

export function tiers(): readonly string[] {
  return RestoreRequest.entries.tier.wrapped.options;
}

function exclude(one: string, other: string): VaultError {
  return new VaultError("BadRequest", `${one} and ${other} exclude each other`, "give one of the two");
}
