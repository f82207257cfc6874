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
    default:
      return null;
  }
}

function missed(entry: Entry): Notice {
  const { from, to, reason } = entry.detail;
  const what = from === undefined ? "A value" : from === to ? `Version ${from}` : `Versions ${from} to ${to}`;
  return message(entry, "capture missed", [
    `${what} of the passphrase ${entry.name}, written ${entry.time}, could not be kept: ${reason}.`,
    entry.actor
      ? `It was written by ${entry.actor.arn}.`
      : `To see who changed it: aws cloudtrail lookup-events --region ${entry.region} --lookup-attributes AttributeKey=ResourceName,AttributeValue=${entry.name}`,
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
