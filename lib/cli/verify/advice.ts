import type { VerifyResult } from "../../vault/api.ts";
import { tellsOfDamage } from "../../vault/verify/damage.ts";
import { awsCommandLine, commandLine } from "../command-line.ts";
import type { GlobalOptions } from "../global-options.ts";
import type { Advice } from "../render/advice.ts";
import { targetWords } from "../target.ts";

type Identity = Parameters<typeof targetWords>[0];

/** What to type about a finding of a restore test, best first. */
export function adviceOn(given: GlobalOptions, result: VerifyResult, region: string): Advice[] {
  const restore = (...options: string[]) => commandLine(given, "restore", targetWords(result), options);
  switch (result.verdict) {
    case "recoverable":
      return [{ what: "to mend it", commands: [restore()] }];
    case "split":
      return [{ what: "to see the steps that save both (this changes nothing)", commands: [restore("--dry-run")] }];
    case "lost":
      return lostAdvice(given, result, region);
    default:
      return result.app === null ? [] : unprovenAdvice(given, result, region);
  }
}

/** Where the vault has nothing: others may. */
export function lostAdvice(given: GlobalOptions, parameter: Identity, region: string): Advice[] {
  const put = ["ssm", "put-parameter", "--name", parameter.name, "--type", "SecureString", "--overwrite"];
  return [
    {
      what: "if anyone still has the passphrase (another vault or account, SST_PASSPHRASE in CI): store it, from a file without a line break at its end",
      commands: [
        awsCommandLine(given, region, [...put, "--value", "file://passphrase.txt"]),
        commandLine(given, "verify", targetWords(parameter)),
      ],
    },
    { what: "else the README's recovery guide has the last resort, and what it costs", commands: [] },
  ];
}

function unprovenAdvice(given: GlobalOptions, result: VerifyResult, region: string): Advice[] {
  const { reason } = result;
  const verify = (...options: string[]) => commandLine(given, "verify", targetWords(result), options);

  // The reasons are the server's. Where one is worded anew, its general advice is still true.
  const [, bucket] = /^\/sst\/bootstrap names the bucket "([^"]+)"; it was proved in /.exec(reason) ?? [];
  if (bucket) {
    const history = awsCommandLine(given, region, ["ssm", "get-parameter-history", "--name", "/sst/bootstrap"]);
    return [
      { what: "if SST's files were moved there on purpose", commands: [verify("--accept-bucket", bucket)] },
      { what: "else put /sst/bootstrap back as it was, before the next sst command", commands: [history] },
    ];
  }
  const [, empty] = /^the bucket "([^"]+)" holds nothing of this stage; it was proved in /.exec(reason) ?? [];
  if (empty) {
    const copied = "once SST's files of the stage are copied there (or put /sst/bootstrap back as it was)";
    return [{ what: copied, commands: [verify("--accept-bucket", empty)] }];
  }
  const gone = /^deleted by hand: bring back s3:\/\/([^/\s]+)\/(\S+) version (\S+)$/.exec(reason);
  if (gone) {
    const [, home = "", key = "", version = ""] = gone;
    const source = ["--copy-source", `${home}/${key}?versionId=${version}`];
    const copy = awsCommandLine(given, region, ["s3api", "copy-object", "--bucket", home, "--key", key, ...source]);
    return [{ what: "to bring it back", commands: [copy, verify()] }];
  }
  const right = missingRight(reason);
  if (right) {
    const what = `to mend it, allow the role of the function ${given.vault}-verify ${right}; then test again`;
    return [{ what, commands: [verify()] }];
  }
  if (reason.startsWith("too many values to try")) {
    const at = commandLine(given, "restore", targetWords(result), ["--at", "TIME", "--dry-run"]);
    return [{ what: "to try the one that was live when it last worked (TIME: 2h, 7d, 2026-11-22)", commands: [at] }];
  }
  if (tellsOfDamage(reason)) {
    // The check reads no sealed value: of one that is damaged it has nothing to tell.
    const check = commandLine(given, "audit", targetWords(result), ["--check"]);
    const seen = { what: "to see what was changed past the vault", commands: [check] };
    const mended = 'when that is mended ("A damaged ledger" in the README says how), test again';
    return [...(reason.startsWith("entry ") ? [seen] : []), { what: mended, commands: [verify()] }];
  }
  return [{ what: "when that is mended, test again", commands: [verify()] }];
}

function missingRight(reason: string): string | null {
  if (reason.startsWith("may not read /sst/bootstrap")) return "ssm:GetParameter on /sst/bootstrap";
  const [, verb, bucket, key] = /^may not (.+) s3:\/\/([^/\s]+)\/(\S+)/.exec(reason) ?? [];
  if (!bucket || !key) return null;
  return verb === "read"
    ? `s3:GetObject on ${bucket}/${key}, and kms:Decrypt where the bucket has a key of its own`
    : `s3:ListBucketVersions on ${bucket}`;
}
