import type { VerifyResult } from "../../vault/api.ts";
import { knownCause, type VerdictCause } from "../../vault/cause.ts";
import { awsCommandLine, commandLine } from "../command-line.ts";
import type { GlobalOptions } from "../global-options.ts";
import type { Advice } from "../render/advice.ts";
import { targetWords } from "../target.ts";
import { inClearAdvice } from "./in-clear.ts";

type Identity = Parameters<typeof targetWords>[0];

/** The commands for a finding of a restore test, the best first. The one place where a cause becomes a command. */
export function adviceOn(given: GlobalOptions, result: VerifyResult, region: string): Advice[] {
  const restore = (...options: string[]) => commandLine(given, "restore", targetWords(result), options);
  switch (result.verdict) {
    case "recoverable": {
      // Nothing is restored into a parameter that would store it in clear.
      const inClear = inClearAdvice(given, result, region);
      if (inClear.length > 0) return inClear;
      return [{ what: "to restore it", commands: [restore()] }];
    }
    case "split":
      return [{ what: "to see the steps that save both (this changes nothing)", commands: [restore("--dry-run")] }];
    case "lost": {
      const { elsewhere } = result;
      if (!elsewhere) return lostAdvice(given, result, region);
      const what = "another parameter's recovery point opens it; to copy its value (needs its own IAM permission)";
      return [{ what, commands: [restore("--from", elsewhere.name, "--recovery-point", elsewhere.recoveryPoint)] }];
    }
    default:
      return result.app === null ? [] : unprovenAdvice(given, result, region);
  }
}

/** If the vault has no value that opens the stage, someone else may have it. */
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
  const verify = (...options: string[]) => commandLine(given, "verify", targetWords(result), options);
  const aws = (...words: string[]) => awsCommandLine(given, region, words);
  const right = (missing: string): Advice[] => [
    {
      what: `allow the role of the function ${given.vault}-verify ${missing}, then verify again`,
      commands: [verify()],
    },
  ];
  // Null: the vault is newer than this CLI and gave a cause that is not known here.
  const cause: VerdictCause | null = knownCause(result.cause);
  switch (cause?.code) {
    case "bucket-moved":
      return [
        { what: "if SST's files were moved there on purpose", commands: [verify("--accept-bucket", cause.bucket)] },
        {
          what: "else put /sst/bootstrap back as it was, before the next sst command",
          commands: [aws("ssm", "get-parameter-history", "--name", "/sst/bootstrap")],
        },
      ];
    case "bucket-lacks-stage": {
      const what = "once SST's files of the stage are copied there (or put /sst/bootstrap back as it was)";
      return [{ what, commands: [verify("--accept-bucket", cause.bucket)] }];
    }
    case "deleted-by-hand": {
      const { bucket, key, version } = cause;
      const source = ["--copy-source", `${bucket}/${key}?versionId=${version}`];
      const copy = aws("s3api", "copy-object", "--bucket", bucket, "--key", key, ...source);
      return [{ what: "to bring it back", commands: [copy, verify()] }];
    }
    case "bootstrap-denied":
      return right("ssm:GetParameter on /sst/bootstrap");
    case "object-denied": {
      const { bucket, key } = cause;
      return cause.right === "s3:GetObject"
        ? right(`s3:GetObject on ${bucket}/${key}, and kms:Decrypt where the bucket has a key of its own`)
        : right(`s3:ListBucketVersions on ${bucket}`);
    }
    case "too-many-values": {
      const at = commandLine(given, "restore", targetWords(result), ["--at", "TIME", "--dry-run"]);
      const what = "to try the one that was live when it last worked (TIME: 2h, 7d, 2026-11-22)";
      return [{ what, commands: [at] }];
    }
    case "ledger-damaged": {
      // The check reads no sealed value, so it finds damaged entries only.
      const check = commandLine(given, "audit", targetWords(result), ["--check"]);
      const seen = { what: "to see what was changed past the vault", commands: [check] };
      const repaired = {
        what: 'repair it ("A damaged ledger" in the README), then verify again',
        commands: [verify()],
      };
      return cause.entries.length > 0 ? [seen, repaired] : [repaired];
    }
    case "ledger-newer": {
      const check = commandLine(given, "audit", targetWords(result), ["--check"]);
      return [
        { what: "if a newer vault wrote them, deploy that version here, then verify again", commands: [verify()] },
        { what: 'else somebody put them in ("A damaged ledger" in the README)', commands: [check] },
      ];
    }
    default:
      return [{ what: "fix this, then verify again", commands: [verify()] }];
  }
}
