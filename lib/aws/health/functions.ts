import {
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import * as v from "valibot";
import type { FunctionHealth, RoleHealth } from "../../vault/health/probes.ts";
import { isAws } from "../aws-error.ts";
import { ROLE_POLICY } from "../environment.ts";
import { admits, EVENTS } from "./policies.ts";

interface Wanted {
  /** An alias that the function must have. */
  alias?: string | undefined;
  /** The ARN of a rule that must be allowed to invoke it. */
  rule?: string | undefined;
}

/** How a function is: whether it is there, may run, and can be called by whom it must. */
export async function functionHealth(
  lambda: LambdaClient,
  FunctionName: string,
  { alias, rule }: Wanted,
): Promise<FunctionHealth> {
  const [present, concurrency, hasAlias, invited] = await Promise.all([
    found(lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))),
    found(lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }))),
    alias && found(lambda.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier: alias }))),
    rule && found(lambda.send(new GetPolicyCommand({ FunctionName }))),
  ]);
  const wish = { service: EVENTS, action: "lambda:InvokeFunction", ...(rule && { sourceArn: rule }) };
  const uninvited = rule !== undefined && !admits((invited || null)?.Policy, wish);
  return {
    name: FunctionName,
    present: present !== null,
    stopped: concurrency?.ReservedConcurrentExecutions === 0,
    missingAlias: alias !== undefined && hasAlias === null ? alias : null,
    uninvitedRule: uninvited ? rule : null,
  };
}

/** The answer, or null where Lambda or IAM know no such thing. */
async function found<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (isAws(error, "ResourceNotFoundException", "NoSuchEntityException")) return null;
    throw error;
  }
}

/** Which rights a role must have: the statements of its one policy, by their ids. By function, without the vault's name. */
export const RightsOfRoles = v.pipe(
  v.string(),
  v.parseJson(),
  v.record(v.string(), v.object({ role: v.string(), rights: v.array(v.string()) })),
);

const Document = v.pipe(
  v.string(),
  // IAM gives documents as they stand in a URL (IAM API reference, GetRolePolicy).
  v.transform(decodeURIComponent),
  v.parseJson(),
  v.object({ Statement: v.array(v.looseObject({ Sid: v.optional(v.string()), Effect: v.string() })) }),
);

/** What a role has lost of its rights, and what it has that the stack did not give it. */
export async function roleHealth(
  iam: IAMClient,
  functionName: string,
  { role: RoleName, rights }: { role: string; rights: readonly string[] },
): Promise<RoleHealth> {
  const [policy, inline, attached] = await Promise.all([
    found(iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: ROLE_POLICY }))),
    found(iam.send(new ListRolePoliciesCommand({ RoleName }))),
    found(iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))),
  ]);
  const document = v.safeParse(Document, policy?.PolicyDocument);
  const statements = document.success ? document.output.Statement : [];
  const held = new Set(statements.filter(({ Effect }) => Effect === "Allow").map(({ Sid }) => Sid));
  return {
    function: functionName,
    role: RoleName,
    missing: rights.filter((right) => !held.has(right)),
    foreign: {
      inline: (inline?.PolicyNames ?? []).filter((name) => name !== ROLE_POLICY),
      attached: (attached?.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []),
    },
  };
}
