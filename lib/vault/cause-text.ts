import type { BootstrapProblem } from "../sst/bootstrap.ts";
import type { SecretsProblem } from "../sst/secrets-file.ts";
import type { StateProblem } from "../sst/state-file.ts";
import type { Damage, VerdictCause } from "./cause.ts";

/** The words for a cause: lower case, no final period, complete after "because". The one place where they are made. */
export function causeText(cause: VerdictCause): string {
  switch (cause.code) {
    case "live-opens-all":
      return `the live value opens ${cause.artifacts.join(" and ")}`;
    case "recovery-point-opens-all": {
      const otherwise = cause.live ? "the live value does not" : "the parameter is gone";
      return `recovery point ${cause.recoveryPoint} opens ${cause.artifacts.join(" and ")}, ${otherwise}`;
    }
    case "opened-by-different-values":
      return "state and secrets are opened by different passphrases";
    case "not-opened":
      return `no recovery point opens ${cause.artifacts.join(" and ")}${searchedText(cause.searched)}`;
    case "state-empty":
      return "the state has no resources";
    case "purged":
      return "purged: no state and no secrets are left";
    case "nothing-to-test":
      return "nothing to test yet";
    case "deleted-by-hand":
      return `the ${cause.artifact} was deleted by hand: bring back ${url(cause)} version ${cause.version}`;
    case "bootstrap-missing":
      return `there is no /sst/bootstrap to find SST's state bucket by: put it back with the old bucket's name before the next sst command, which would make a new, empty bucket${before(cause)}`;
    case "bootstrap-denied":
      return `may not read /sst/bootstrap: let the vault's function read it, and use its key${before(cause)}`;
    case "bootstrap-invalid":
      return `SST's bootstrap parameter ${BOOTSTRAP_WORDS[cause.problem]}: put /sst/bootstrap back as it was (aws ssm get-parameter-history)${before(cause)}`;
    case "bootstrap-error":
      return `/sst/bootstrap cannot be read: AWS answered ${cause.error}${before(cause)}`;
    case "bucket-moved":
      return `/sst/bootstrap names the bucket "${cause.bucket}"; it was proved in "${cause.provedIn}" before`;
    case "bucket-lacks-stage":
      return `the bucket "${cause.bucket}" holds nothing of this stage; it was proved in "${cause.provedIn}" before`;
    case "bucket-missing":
      return `there is no bucket "${cause.bucket}", which /sst/bootstrap names: correct the parameter`;
    case "object-denied": {
      const verb = cause.right === "s3:GetObject" ? "read" : "list the versions of";
      return `may not ${verb} ${url(cause)} (${cause.error}): a bucket of another account is not read; else let the vault's function in where the bucket's policy or its key refuses it`;
    }
    case "object-error":
      return `could not read ${url(cause)}: S3 answered ${cause.error}`;
    case "file-unreadable":
      return `the ${cause.artifact} file ${FILE_WORDS[cause.problem]}: ${url(cause)}`;
    case "live-unreadable":
      return `the live value cannot be read: ${cause.detail}`;
    case "too-many-values":
      return `too many values to try on the ${cause.artifacts.join(" and ")}: narrow with --at`;
    case "ledger-damaged":
    case "ledger-newer":
      return `${damageText(cause)}, and what it holds cannot be tried`;
    case "ledger-unreadable":
      return `it could not be tested: ${cause.detail}`;
  }
}

/** What of a ledger cannot be used. */
export function damageText(damage: Damage): string {
  if (damage.code === "ledger-newer") {
    const [first = 0, ...others] = damage.entries;
    const which =
      others.length > 0
        ? `entry ${first} and ${others.length} more of its ledger are`
        : `entry ${first} of its ledger is`;
    return `${which} of a newer vault`;
  }
  const { entries, recoveryPoints } = damage;
  const all = [
    ...entries.map((seq) => `entry ${seq} of its ledger`),
    ...recoveryPoints.map((id) => `recovery point ${id}`),
  ];
  const [first = "its ledger", ...more] = all;
  return more.length > 0 ? `${first} and ${more.length} more are damaged` : `${first} is damaged`;
}

/** Only what was left out is worth words. */
function searchedText(searched: { tried: number; of: number } | undefined): string {
  if (!searched || searched.tried >= searched.of) return "";
  return `; of ${searched.of} recovery points of other parameters, ${searched.tried} were tried`;
}

function url({ bucket, key }: { bucket: string; key: string }): string {
  return `s3://${bucket}/${key}`;
}

function before({ provedIn }: { provedIn: string | null }): string {
  return provedIn === null ? "" : `; it was proved in the bucket "${provedIn}" before`;
}

const BOOTSTRAP_WORDS: Record<BootstrapProblem, string> = {
  "not-json": "is not a JSON object",
  "no-bucket": "names no state bucket",
  "bucket-name": "names a state bucket by what cannot be a bucket's name",
};

/** The problems that lib/sst finds with a file. */
const FILE_WORDS: Record<StateProblem | SecretsProblem, string> = {
  "too-large": "is too large to read (over 64 MiB)",
  "bad-gzip": "begins as gzip but does not decompress",
  "not-json": "is not a JSON object",
  "hidden-resources": "lists no resources but mentions some",
  "not-a-checkpoint": "is not a Pulumi checkpoint",
  "unknown-version": "is of a format version that is not known here (3 and 4 are)",
  "bad-deployment": "has a latest deployment that is not an object",
  "bad-resources": "has resources that are not a list",
  "no-secrets-provider": "names no secrets provider",
  "not-passphrase": "is not encrypted with a passphrase",
  "bad-salt": "has a salt of a form that is not known here",
  "too-short": "is too short to hold secrets",
};
