import { parseJsonRecord } from "./json-record.ts";

/** Where SST keeps its files in this account and region, or why that cannot be told. No reason quotes the text. */
export type Bootstrap = { kind: "present"; bucket: string } | { kind: "unreadable"; reason: string };

/** A general purpose bucket's name. An ARN is none, so a bootstrap cannot lead to another account's access point. */
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * Reads the value of the parameter `/sst/bootstrap`: JSON whose field `state` names the bucket with the state and
 * secrets files (`AwsBootstrapData` in sst/pkg/project/provider/aws.go). The other fields are of no concern here.
 */
export function parseBootstrap(text: string): Bootstrap {
  const data = parseJsonRecord(text);
  if (data === null) return unreadable("SST's bootstrap parameter is not a JSON object");
  const bucket = data.state;
  if (typeof bucket !== "string" || bucket === "") return unreadable("SST's bootstrap parameter names no state bucket");
  if (!BUCKET_NAME.test(bucket)) {
    return unreadable("SST's bootstrap parameter names a state bucket by what cannot be a bucket's name");
  }
  return { kind: "present", bucket };
}

function unreadable(reason: string): Bootstrap {
  return { kind: "unreadable", reason };
}
