import * as v from "valibot";
import { FALLBACK_STAGE } from "../../sst/names.ts";
import type { Damage } from "../cause.ts";
import { damageText } from "../cause-text.ts";
import { commandsOf, WHERE_TO_TYPE } from "../commands.ts";
import type { Entry } from "../ledger/ledger.ts";
import type { ProtectedParameter } from "../parameter.ts";
import { plain } from "../plain.ts";
import { isStillLive } from "../restored.ts";
import { parameterName, recoveryPointId } from "../stored-fields.ts";
import { trailLookup } from "./trail-lookup.ts";

/** A plain-text message to people. The subject keeps SNS's rules: ASCII, one line, under 100 characters. */
export interface Notice {
  subject: string;
  text: string;
}

/**
 * The messages that the entries of one append are worth: what happened, to which stage, who did it if known,
 * and what to type. What was missed is one message, however many versions it was.
 * @param vault the vault's name, so that the commands reach it
 */
export function notices(entries: readonly Entry[], vault: string): Notice[] {
  const missed = entries.filter(({ type }) => type === "capture-missed");
  const others = entries.map((entry) => ofOne(entry, vault)).filter((message) => message !== null);
  return [...missedOnes(missed, vault), ...others];
}

function ofOne(entry: Entry, vault: string): Notice | null {
  const { name, detail } = entry;
  switch (entry.type) {
    case "restored": {
      const live = isStillLive(detail.because);
      const source =
        detail.recoveryPoint === null ? "an unknown recovery point" : `recovery point ${detail.recoveryPoint}`;
      return message(entry, live ? "passphrase restored" : "passphrase restored, but not live any more", [
        `The passphrase ${name} was restored from ${source}${replaced(detail)}.`,
        ...(live ? [] : [`The restored value is not live any more: ${detail.reason}.`]),
        asked(entry),
        `To see what was replaced: ${command(entry, vault, "history")}`,
      ]);
    }
    case "restore-refused":
      return message(entry, "restore refused", [
        `A restore of the passphrase ${name} was refused, and nothing was changed: ${detail.reason}.`,
        asked(entry),
        `To see what can be restored: ${command(entry, vault, "history")}`,
      ]);
    case "verdict-changed":
      return brokenStage(entry, vault);
    default:
      return null;
  }
}

/** A verdict that people must act on, with what to type; null for one that needs nothing. */
function brokenStage(entry: Entry, vault: string): Notice | null {
  const { from, to, reason, repeated, cause, liveWrittenAt, hadResources, storedInClear } = entry.detail;
  if (to === "retired" && from === "ok" && hadResources === true) return emptiedStage(entry, vault);
  const { what, mend } = BROKEN[String(to)] ?? {};
  if (!what || !mend || repeated) return null;
  const gone = to === "recoverable" && liveWrittenAt === undefined;
  const whom = entry.stage === FALLBACK_STAGE ? `Every stage of ${entry.app}` : "The stage";
  return message(entry, gone ? "passphrase gone, can be restored" : what, [
    `${whom} cannot be read with the passphrase ${entry.name} as it is now: ${reason}.`,
    ...(gone ? ["Run no sst deploy, diff or dev before it is mended: each would store a new, wrong one."] : []),
    ...(typeof storedInClear === "string" ? inClear(entry, vault, storedInClear) : []),
    ...(elsewhere(entry, vault) ?? mend((...words) => command(entry, vault, ...words))),
    ...liveWriter(entry),
    // Found right after a change, or by the daily test of all; what replaced a value may be older than either.
    whoCommand(entry, String(liveWrittenAt ?? entry.time), cause === "capture" ? HOUR_MS : DAY_MS),
  ]);
}

/** AWS cannot change the type of a parameter, so nothing is restored into one that would store it in clear. */
function inClear(entry: Entry, vault: string, type: string): string[] {
  const remove = commandsOf({ vault, region: entry.region }).aws("ssm", "delete-parameter", "--name", entry.name);
  return [
    `What is live now is stored in clear: the parameter is of type ${type}, not SecureString. Delete it first; the vault keeps its value: ${remove}`,
  ];
}

/** What a lost stage's message says where another parameter of the vault holds what opens it. */
function elsewhere(entry: Entry, vault: string): string[] | null {
  const found = v.safeParse(v.object({ name: parameterName, recoveryPoint: recoveryPointId }), entry.detail.elsewhere);
  if (!found.success) return null;
  const { name, recoveryPoint } = found.output;
  const copy = command(entry, vault, "restore", "--from", name, "--recovery-point", recoveryPoint);
  return [`A recovery point of the passphrase ${name} opens it. To copy its value: ${copy}`];
}

/** `sst remove` leaves a state without resources, and so does an accident: only its owner can tell the two apart. */
function emptiedStage(entry: Entry, vault: string): Notice {
  const stage = `${entry.app}/${entry.stage}`;
  return message(entry, "stage has no resources any more", [
    `The state of the stage ${stage} has no resources any more, so its passphrase ${entry.name} is not needed.`,
    "If you ran sst remove, there is nothing to do. If not, bring back the version of the state file before this one.",
    `The vault keeps every recovery point: ${command(entry, vault, "history")}`,
  ]);
}

/** Who wrote the value that is live and wrong, as Parameter Store tells it; nothing where none is live. */
function liveWriter({ detail: { liveWrittenBy, liveWrittenAt } }: Entry): string[] {
  return liveWrittenBy ? [`The value that is live now was written by ${liveWrittenBy} at ${liveWrittenAt}.`] : [];
}

type Say = (word: "restore" | "history", ...options: string[]) => string;

const BROKEN: Record<string, { what: string; mend: (say: Say) => string[] }> = {
  recoverable: {
    what: "passphrase wrong, can be restored",
    mend: (say) => [`To mend it: ${say("restore")}`],
  },
  split: {
    what: "state and secrets need different passphrases",
    mend: (say) => [`To see the steps that save both: ${say("restore", "--dry-run")}`],
  },
  lost: {
    what: "no passphrase opens the stage",
    mend: (say) => [
      `To see what the vault holds: ${say("history")}`,
      "The README's recovery guide says what is left to do.",
    ],
  },
};

function missedOnes(entries: readonly Entry[], vault: string): Notice[] {
  const [first, ...more] = entries;
  if (!first) return [];
  const { from, to, reason } = first.detail;
  const what = from === undefined ? "A value" : from === to ? `Version ${from}` : `Versions ${from} to ${to}`;
  const others = more.length > 0 ? [`${more.length} more of its versions could not be kept either.`] : [];
  const lines = [
    `${what} of the passphrase ${first.name}, written ${first.time}, could not be kept: ${reason}.`,
    ...others,
    first.actor ? `It was written by ${first.actor.arn}.` : whoCommand(first, first.time, DAY_MS),
    `To see what the vault holds: ${command(first, vault, "history")}`,
  ];
  return [message(first, "capture missed", lines)];
}

/** The message about entries of a ledger that cannot be used: what they are, and how to find out more. */
export function damageNotice(
  { name, app, stage, account, region }: ProtectedParameter,
  damage: Damage,
  vault: string,
): Notice {
  const { cli, deploy } = commandsOf({ vault, region });
  const newer = damage.code === "ledger-newer";
  const subject = `[sst-vault] ledger ${newer ? "has entries of a newer vault" : "is damaged"}: ${app ? `${app}/${stage}` : name}`;
  return composed(subject, [
    `In the ledger of the passphrase ${name}, ${damageText(damage)}. The vault keeps on capturing, testing and restoring all others.`,
    ...(newer ? [`If you went back to an older version of the vault, deploy the newer one again: ${deploy}`] : []),
    `${newer ? "If not, somebody" : "Somebody"} wrote to the table outside the vault. To see what no longer fits: ${cli("audit", name, "--check")}`,
    `"A damaged ledger" in the README says how to repair it.`,
    WHERE_TO_TYPE,
    `Account ${account}, region ${region}.`,
  ]);
}

/** A command of the CLI about the entry's parameter, as it can be pasted anywhere. */
function command({ name, region }: Entry, vault: string, word: string, ...options: string[]): string {
  return commandsOf({ vault, region }).cli(word, name, ...options);
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MINUTES_MS = 300_000;

/** The command that tells who did it, from so long before a time until some minutes after the entry's. */
function whoCommand(entry: Entry, time: string, before: number): string {
  const from = new Date(Date.parse(time) - before).toISOString();
  const to = new Date(Date.parse(entry.time) + MINUTES_MS).toISOString();
  return `To see who changed it (AWS knows some minutes later): ${trailLookup(entry, { from, to })}`;
}

function asked(entry: Entry): string {
  const { statedReason } = entry.detail;
  const why = typeof statedReason === "string" ? ` Reason given: ${JSON.stringify(statedReason)}.` : "";
  return `${entry.actor ? `Asked for by ${entry.actor.arn} (as the caller says).` : "Who asked was not said."}${why}`;
}

function replaced({ replaced, wasAbsent }: Entry["detail"]): string {
  if (wasAbsent === true) return "; there was none any more";
  return typeof replaced === "string" ? `, in the place of ${replaced}` : "";
}

function message(entry: Entry, what: string, lines: string[]): Notice {
  const subject = `[sst-vault] ${what}: ${entry.app ? `${entry.app}/${entry.stage}` : entry.name}`;
  const where = `Account ${entry.account}, region ${entry.region}, ${entry.time}.`;
  return composed(subject, [...lines, WHERE_TO_TYPE, where]);
}

/** Each line stays one, whatever names and reasons hold: a line of its own would look like ours. */
function composed(subject: string, lines: readonly string[]): Notice {
  return { subject: subject.replace(/[^\x20-\x7e]/g, "?").slice(0, 99), text: lines.map(plain).join("\n\n") };
}
