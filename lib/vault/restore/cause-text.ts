import type { VerdictCause } from "../cause.ts";
import { causeText, damageText } from "../cause-text.ts";
import { inClearText } from "../in-clear.ts";
import type { RestoreCause, RestoreWarning } from "./cause.ts";

/** The words for why a restore ended as it did: lower case, no final period. The one place where they are made. */
export function restoreCauseText(cause: RestoreCause): string {
  switch (cause.code) {
    case "restored":
      return cause.from === undefined
        ? `the value of ${sourceText(cause)} is live again`
        : `the value of ${sourceText(cause)} of ${cause.from} is live now`;
    case "replaced-again":
    case "gone-again":
      return `the value of ${sourceText(cause)} was written as version ${cause.version}; ${sinceText(cause)}`;
    case "already-live":
      return `the live value is that of recovery point ${cause.recoveryPoint} already`;
    case "would-replace":
      return "it would replace the live value";
    case "would-create":
      return "it would create the parameter again";
    case "recreate-pause":
      return `the parameter was deleted a moment ago: AWS requires a pause before it is created again, ${cause.seconds} s more`;
    case "not-recoverable":
      return `it is no longer recoverable: the verdict is ${cause.verdict} (${causeText(cause.because)})`;
    case "no-recovery-point":
      return `the vault holds no recovery point of it${cause.because ? ` that can be read: ${causeText(cause.because)}` : ""}`;
    case "unproved-over-live":
      return `nothing proves which recovery point is right (${causeText(cause.because)}), and a live value is there`;
    case "values-differ":
      return `its recovery points hold different values, and nothing proves which is right: ${causeText(cause.because)}`;
    case "ledger-incomplete":
      return `not all of its ledger can be read, and nothing proves which value is right: ${causeText(cause.because)}`;
    case "stage-works":
      return `the stage is ok, ${causeText(cause.because)}; another value would break it`;
    case "point-does-not-open":
      return `recovery point ${cause.recoveryPoint} does not open the ${cause.artifact}`;
    case "point-unproved":
      return `not proved: ${causeText(cause.because)}`;
    case "foreign-does-not-open":
      return `no recovery point of ${cause.name} opens the ${cause.artifact}`;
    case "foreign-unproved":
      return `nothing proves that a value of ${cause.name} is right for this stage: ${causeText(cause.because)}`;
    case "live-changed":
      return "the live value is not the one that was confirmed to be replaced";
    case "live-not-kept":
      return `the live value, version ${cause.version}, is not in the vault and cannot be kept first: ${cause.detail}`;
    case "ledger-mismatch":
      return "the live value could not be kept first, since the ledger does not fit it";
    case "stored-in-clear":
      return `the live parameter is of type ${cause.type}, so the passphrase would be stored in clear`;
    case "deploy-running":
      return "a deploy holds SST's lock on the stage";
    case "key-unusable":
      return `Parameter Store cannot encrypt it with the key ${cause.keyId}`;
    case "parameter-limit":
      return "the account has no room for another standard parameter";
    case "versions-labelled":
      return `the parameter has 100 versions and a label on the oldest, ${cause.version}, so Parameter Store takes no new one`;
    default:
      return causeText(cause satisfies VerdictCause);
  }
}

/** The words for what is said beside an outcome: lower case, no final period. The one place where they are made. */
export function warningText(warning: RestoreWarning): string {
  switch (warning.code) {
    case "forced":
      return `forced: ${restoreCauseText(warning.cause)}`;
    case "point-unproved":
      return `not proved: ${causeText(warning.because)}`;
    case "unproved-only-value":
      return `not proved: ${causeText(warning.because)}; but all recovery points hold this value`;
    case "secrets-stay-closed":
      return "it opens the state and not the secrets, which stay unreadable under it";
    case "secrets-untried":
      return `it opens the state; the secrets could not be tried: ${causeText(warning.because)}`;
    case "missed-between":
      return `a version between ${warning.from} and ${warning.to} was never captured: this one may not be the one live then`;
    case "tags-unknown":
      return "its tags could not be read when it was captured: set them again where wanted";
    case "ledger-newer":
      return `${damageText(warning)}: deploy the newest version of the vault, or see "A damaged ledger" in the README`;
    case "ledger-damaged":
      return `${damageText(warning)}: "A damaged ledger" in the README says how to repair it`;
    case "keeps-type":
      return `the live parameter is a ${warning.type} and cannot become a ${warning.was} again: it keeps its type`;
    case "keeps-tier":
      return `the live parameter is of tier ${warning.tier} and cannot go back to ${warning.was}: it keeps its tier`;
    case "policies-dropped":
      return "expiration policies are not restored: set them again where wanted";
    case "other-key": {
      const readers = warning.keyId === null ? "read the parameter" : `use ${warning.keyId}`;
      return `the value was encrypted with the key ${warning.was}; now anyone who may ${readers} can read it`;
    }
    case "stored-in-clear":
      return inClearText(warning);
    case "tags-not-added":
      return `the tags were not added: AWS answered ${warning.error}`;
    case "recorded-late":
      return "an earlier restore wrote this value and was cut off before it was recorded: it is recorded now, its tags may be missing";
    case "replaced-again":
    case "gone-again":
      return sinceText(warning);
    case "stage-stays-closed":
      return `it does not open the stage, which is ${warning.verdict}: ${causeText(warning.because)}`;
    case "not-applied": {
      const { tier, keyId } = warning;
      const asked = [...(tier === null ? [] : [`the tier ${tier}`]), ...(keyId === null ? [] : [`the key ${keyId}`])];
      return `nothing was written, so ${asked.join(" and ")} asked for had no effect`;
    }
  }
}

function sourceText({ recoveryPoint }: { recoveryPoint: string | null }): string {
  return recoveryPoint === null ? "an unknown recovery point" : `recovery point ${recoveryPoint}`;
}

/** What happened to a restored value since. */
function sinceText(cause: Extract<RestoreCause, { code: "replaced-again" | "gone-again" }>): string {
  if (cause.code === "gone-again") {
    return "since then Parameter Store does not show the parameter: it was deleted again, or its reads lag behind";
  }
  const { version, createdAt, createdBy } = cause.by;
  return `since then it was replaced by version ${version}, written ${createdAt} by ${createdBy ?? "an unknown caller"}`;
}
