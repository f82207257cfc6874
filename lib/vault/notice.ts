import { FALLBACK_STAGE } from "../sst/names.ts";
import type { Entry } from "./ledger.ts";

/** A plain-text message to people. The subject keeps SNS's rules: ASCII, one line, under 100 characters. */
export interface Notice {
  subject: string;
  text: string;
}

/** The message an entry is worth, or null. What happened, to which stage, who did it if known, what to type. */
export function notice(entry: Entry): Notice | null {
  switch (entry.type) {
    case "capture-missed":
      return missed(entry);
    case "restored":
      return message(entry, "passphrase restored", [
        `The passphrase ${entry.name} was restored from recovery point ${entry.detail.recoveryPoint}.`,
        asked(entry),
        `To see what was replaced: npx sst-vault history ${entry.name}`,
      ]);
    case "restore-refused":
      return message(entry, "restore refused", [
        `A restore of the passphrase ${entry.name} was refused, and nothing was changed: ${entry.detail.reason}.`,
        asked(entry),
        `To see what can be restored: npx sst-vault history ${entry.name}`,
      ]);
    case "verdict-changed":
      return brokenStage(entry);
    default:
      return null;
  }
}

/** A verdict that people must act on, with what to type; null for one that needs nothing. */
function brokenStage(entry: Entry): Notice | null {
  const { to, reason } = entry.detail;
  const { what, mend } = BROKEN[String(to)] ?? {};
  if (!what || !mend) return null;
  return message(entry, what, [
    `${entry.stage === FALLBACK_STAGE ? `Every stage of ${entry.app}` : "The stage"} cannot be read with the passphrase ${entry.name} as it is now: ${reason}.`,
    ...mend(entry),
    whoCommand(entry),
  ]);
}

const BROKEN: Record<string, { what: string; mend: (entry: Entry) => string[] }> = {
  recoverable: {
    what: "passphrase wrong, can be restored",
    mend: ({ name }) => [`To mend it: npx sst-vault restore ${name}`],
  },
  split: {
    what: "state and secrets need different passphrases",
    mend: ({ name }) => [`To see the steps that save both: npx sst-vault restore ${name} --dry-run`],
  },
  lost: {
    what: "no passphrase opens the stage",
    mend: ({ name }) => [
      `To see what the vault holds: npx sst-vault history ${name}`,
      "The recovery guide in the README says what can be done.",
    ],
  },
};

function whoCommand({ region, name }: Entry): string {
  return `To see who changed it: aws cloudtrail lookup-events --region ${region} --lookup-attributes AttributeKey=ResourceName,AttributeValue=${name}`;
}

function missed(entry: Entry): Notice {
  const { from, to, reason } = entry.detail;
  const what = from === undefined ? "A value" : from === to ? `Version ${from}` : `Versions ${from} to ${to}`;
  return message(entry, "capture missed", [
    `${what} of the passphrase ${entry.name}, written ${entry.time}, could not be kept: ${reason}.`,
    entry.actor ? `It was written by ${entry.actor.arn}.` : whoCommand(entry),
    `To see what the vault holds: npx sst-vault history ${entry.name}`,
  ]);
}

function asked(entry: Entry): string {
  return entry.actor ? `Asked for by ${entry.actor.arn} (as the caller says).` : "Who asked was not said.";
}

function message(entry: Entry, what: string, lines: string[]): Notice {
  const subject = `[sst-vault] ${what}: ${entry.app ? `${entry.app}/${entry.stage}` : entry.name}`;
  const text = [...lines, `Account ${entry.account}, region ${entry.region}, ${entry.time}.`].join("\n\n");
  return { subject: subject.replace(/[^\x20-\x7e]/g, "?").slice(0, 99), text };
}
