/** Where a vault is. */
export interface Whereabouts {
  account: string;
  region: string;
}

/**
 * The name of the parameter that an ARN names: the ledger's partition key, so it stands beside every row whatever
 * the body claims. Of an ARN from elsewhere, or a text that is none, all of it, so that it can still be told of, and
 * is nobody's name: a parameter has one ARN, and what stands under a second one was put in.
 */
export function nameInArn({ account, region }: Whereabouts, arn: string): string {
  const below = `arn:${partitionOf(region)}:ssm:${region}:${account}:parameter`;
  return arn.startsWith(`${below}/`) && arn.length > below.length + 1 ? arn.slice(below.length) : arn;
}

/** Those whose ARNs do not begin with `arn:aws:`, by how their regions do (AWS General Reference, ARNs). */
const PARTITIONS = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["us-iso-", "aws-iso"],
  ["us-isob-", "aws-iso-b"],
  ["us-isof-", "aws-iso-f"],
  ["eu-isoe-", "aws-iso-e"],
  ["eusc-", "aws-eusc"],
] as const;

/** The partition a region belongs to. */
export function partitionOf(region: string): string {
  return PARTITIONS.find(([start]) => region.startsWith(start))?.[1] ?? "aws";
}
