/** A role with more sessions than this makes one for every run, as pipelines do: they are told as one. */
const MOST_SESSIONS = 5;

/** Those ARNs that are told by their role alone, each with the ARN of the role. */
export function groupsOf(arns: readonly string[]): ReadonlyMap<string, string> {
  const roles = Map.groupBy(new Set(arns), roleOf);
  const grouped = [...roles].flatMap(([role, sessions]) => (role && sessions.length > MOST_SESSIONS ? sessions : []));
  return new Map(grouped.map((arn) => [arn, roleOf(arn) ?? arn]));
}

/** The role of a session; null of all else, also of IAM Identity Center, whose sessions are people. */
function roleOf(arn: string): string | null {
  return /^(arn:[^:]+:sts::\d+:assumed-role\/(?!AWSReservedSSO_)[^/]+)\/[^/]+$/.exec(arn)?.[1] ?? null;
}
