/**
 * How a Lambda function shows up as a writer in Parameter Store and in CloudTrail: the session of its role that Lambda
 * names after it. Anyone may choose a session's name, so only the whole ARN identifies the function.
 * @param roleArn the ARN of its role, which may have a path; the session's has none
 */
export function functionSession(roleArn: string, functionName: string): string {
  const [, partition, account, name] = /^arn:([^:]+):iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(roleArn) ?? [];
  if (!name) throw new Error("a function's role has an ARN of another form");
  return `arn:${partition}:sts::${account}:assumed-role/${name}/${functionName}`;
}
