import { parseJsonRecord } from "./json-record.ts";

/** Why the bootstrap parameter does not say where SST keeps its files. */
export const BOOTSTRAP_PROBLEMS = ["not-json", "no-bucket", "bucket-name"] as const;
export type BootstrapProblem = (typeof BOOTSTRAP_PROBLEMS)[number];

/** Where SST keeps its files in this account and region, or why that cannot be told. */
export type Bootstrap = { kind: "present"; bucket: string } | { kind: "unreadable"; problem: BootstrapProblem };

/** A general purpose bucket's name. An ARN is none, so a bootstrap cannot lead to another account's access point. */
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * Reads the value of the parameter `/sst/bootstrap`: JSON whose field `state` names the bucket with the state and
 * secrets files (`AwsBootstrapData` in sst/pkg/project/provider/aws.go). The other fields are of no concern here.
 */
export function parseBootstrap(text: string): Bootstrap {
  const data = parseJsonRecord(text);
  if (data === null) return unreadable("not-json");
  const bucket = data.state;
  if (typeof bucket !== "string" || bucket === "") return unreadable("no-bucket");
  if (!BUCKET_NAME.test(bucket)) return unreadable("bucket-name");
  return { kind: "present", bucket };
}

function unreadable(problem: BootstrapProblem): Bootstrap {
  return { kind: "unreadable", problem };
}
