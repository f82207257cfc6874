import * as v from "valibot";

/** The resource policies that let AWS's services into the vault's queue and topic, and whether one still does. */

const some = v.union([v.string(), v.array(v.string())]);
const Principal = v.union([v.literal("*"), v.record(v.string(), some)]);
const Statement = v.object({
  Effect: v.picklist(["Allow", "Deny"]),
  Principal,
  Action: some,
  Condition: v.optional(v.record(v.string(), v.record(v.string(), v.unknown()))),
});
type Statement = v.InferOutput<typeof Statement>;
const Policy = v.pipe(v.string(), v.parseJson(), v.object({ Statement: v.union([v.array(v.unknown()), v.unknown()]) }));

/** What a service wants to do, and as which resource of the account. */
interface Wish {
  service: string;
  action: string;
  sourceArn?: string;
}

/**
 * Whether a policy lets a service do something: a statement allows it, and none denies it to everyone without any
 * condition. Conditions of other keys than the source are taken to hold.
 */
export function admits(policy: string | undefined, wish: Wish): boolean {
  const parsed = v.safeParse(Policy, policy);
  if (!parsed.success) return false;
  const statements = [parsed.output.Statement].flat().filter((one) => v.is(Statement, one));
  const about = statements.filter((one) => isAbout(one, wish));
  const denied = about.some(({ Effect, Condition }) => Effect === "Deny" && Object.keys(Condition ?? {}).length === 0);
  return !denied && about.some((one) => one.Effect === "Allow" && isFrom(one, wish));
}

function isAbout({ Principal: principal, Action }: Statement, { service, action }: Wish): boolean {
  const whom = principal === "*" ? ["*"] : Object.values(principal).flat();
  const [prefix] = action.split(":");
  const actions = [Action].flat().map((one) => one.toLowerCase());
  const covered = ["*", `${prefix}:*`, action.toLowerCase()].some((one) => actions.includes(one));
  return covered && (whom.includes("*") || whom.includes(service));
}

function isFrom({ Condition = {} }: Statement, { sourceArn }: Wish): boolean {
  const keys = Object.values(Condition).flatMap(Object.entries);
  const sources = keys.filter(([key]) => key.toLowerCase() === "aws:sourcearn").flatMap(([, value]) => value);
  return sourceArn === undefined || sources.length === 0 || sources.includes(sourceArn);
}

const onlyBySsl = (service: "sqs" | "sns", actions: string | string[], arn: string) => ({
  Effect: "Deny",
  Principal: service === "sqs" ? { AWS: "*" } : "*",
  Action: actions,
  Resource: arn,
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});

/** The policy of the changes queue as the stack makes it: these rules may send. */
export function queuePolicy(queueArn: string, ruleArns: readonly string[]): string {
  const rules = ruleArns.map((rule) => ({
    Effect: "Allow",
    Principal: { Service: EVENTS },
    Action: ["sqs:SendMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"],
    Resource: queueArn,
    Condition: { ArnEquals: { "aws:SourceArn": rule } },
  }));
  return document([onlyBySsl("sqs", "sqs:*", queueArn), ...rules]);
}

/** The topic's policy as the stack makes it: the account's alarms may publish. */
export function topicPolicy(topicArn: string): string {
  const [, , , , account = ""] = topicArn.split(":");
  const alarms = {
    Sid: "AlarmsOfThisAccount",
    Effect: "Allow",
    Principal: { Service: ALARMS_SERVICE },
    Action: "sns:Publish",
    Resource: topicArn,
    Condition: { StringEquals: { "aws:SourceAccount": account } },
  };
  return document([{ Sid: "AllowPublishThroughSSLOnly", ...onlyBySsl("sns", "sns:Publish", topicArn) }, alarms]);
}

const document = (Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });

/** As policies name EventBridge and CloudWatch. */
export const EVENTS = "events.amazonaws.com";
export const ALARMS_SERVICE = "cloudwatch.amazonaws.com";
