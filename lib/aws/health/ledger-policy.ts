import { type DynamoDBClient, GetResourcePolicyCommand } from "@aws-sdk/client-dynamodb";
import * as v from "valibot";
import { isAws } from "../aws-error.ts";
import { APPEND_ONLY } from "../environment.ts";

const some = v.union([v.string(), v.array(v.string())]);

/** A statement of our kind (IAM user guide, JSON policy elements); one of another says nothing against it. */
const Statement = v.object({
  Effect: v.literal("Deny"),
  Principal: v.union([v.literal("*"), v.object({ AWS: some })]),
  Action: some,
  Resource: some,
  Condition: v.optional(v.strictObject({})),
});
type Statement = v.InferOutput<typeof Statement>;

const Policy = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    Statement: v.union([
      v.array(v.unknown()),
      v.pipe(
        v.unknown(),
        v.transform((one) => [one]),
      ),
    ]),
  }),
);

/** Whether the ledger's policy still refuses to everyone what would change or delete an entry. */
export async function isAppendOnly(dynamo: DynamoDBClient, ResourceArn: string): Promise<boolean> {
  try {
    const { Policy: text } = await dynamo.send(new GetResourcePolicyCommand({ ResourceArn }));
    const policy = v.safeParse(Policy, text);
    if (!policy.success) return false;
    const denied = policy.output.Statement.flatMap((one) =>
      v.is(Statement, one) && isForEveryone(one, ResourceArn) ? one.Action : [],
    );
    return APPEND_ONLY.denied.every((action) => denied.some((pattern) => matches(pattern, action)));
  } catch (error) {
    if (isAws(error, "PolicyNotFoundException")) return false;
    throw error;
  }
}

function isForEveryone({ Principal, Resource }: Statement, arn: string): boolean {
  const has = (one: string | string[], wanted: string) => [one].flat().includes(wanted);
  return has(Principal === "*" ? "*" : Principal.AWS, "*") && (has(Resource, "*") || has(Resource, arn));
}

/** As IAM does: whatever its case, and with `*` for any text. */
function matches(pattern: string, action: string): boolean {
  const escaped = pattern.replace(/[^*\w]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${escaped}$`, "i").test(action);
}

/** The policy as the AWS CLI takes it on its command line. */
export function appendOnlyPolicy(): string {
  const { sid: Sid, denied: Action } = APPEND_ONLY;
  const Statement = [{ Sid, Effect: "Deny", Principal: { AWS: "*" }, Action, Resource: "*" }];
  return JSON.stringify({ Version: "2012-10-17", Statement });
}
