import { type DynamoDBClient, GetResourcePolicyCommand } from "@aws-sdk/client-dynamodb";
import * as v from "valibot";
import { isAws } from "../aws-error.ts";
import { APPEND_ONLY } from "../environment.ts";

const some = v.union([v.string(), v.array(v.string())]);

/** A policy's statements, as far as they matter here (IAM user guide, JSON policy elements). */
const Policy = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    Statement: v.array(
      v.object({
        Effect: v.string(),
        Principal: v.optional(v.union([v.string(), v.object({ AWS: some })])),
        Action: v.optional(some, []),
        Resource: v.optional(some, []),
        Condition: v.optional(v.unknown()),
      }),
    ),
  }),
);
type Statement = v.InferOutput<typeof Policy>["Statement"][number];

/** Whether the ledger's policy still refuses to everyone what would change or delete an entry. */
export async function isAppendOnly(dynamo: DynamoDBClient, ResourceArn: string): Promise<boolean> {
  try {
    const { Policy: text } = await dynamo.send(new GetResourcePolicyCommand({ ResourceArn }));
    const policy = v.safeParse(Policy, text);
    if (!policy.success) return false;
    const refused = policy.output.Statement.filter((statement) => isForEveryone(statement, ResourceArn));
    const denied = new Set(refused.flatMap(({ Action }) => Action));
    return APPEND_ONLY.denied.every((action) => denied.has(action) || denied.has("dynamodb:*") || denied.has("*"));
  } catch (error) {
    if (isAws(error, "PolicyNotFoundException")) return false;
    throw error;
  }
}

function isForEveryone({ Effect, Principal, Resource, Condition }: Statement, arn: string): boolean {
  const whom = typeof Principal === "object" ? Principal.AWS : (Principal ?? "");
  const has = (one: string | string[], wanted: string) => [one].flat().includes(wanted);
  return Effect === "Deny" && has(whom, "*") && (has(Resource, "*") || has(Resource, arn)) && Condition === undefined;
}

/** The policy as the AWS CLI takes it on its command line. */
export function appendOnlyPolicy(): string {
  const { sid: Sid, denied: Action } = APPEND_ONLY;
  const Statement = [{ Sid, Effect: "Deny", Principal: { AWS: "*" }, Action, Resource: "*" }];
  return JSON.stringify({ Version: "2012-10-17", Statement });
}
