import { expect, it } from "vitest";
import { stackName } from "../../../lib/infra/settings.ts";
import { type Resources, synthesize } from "./synthesize.ts";

/** AWS refuses a longer one unless its quota was raised (EventBridge user guide, quotas). */
const LONGEST = 2048;
/** The longest name a vault may have, where ARNs are the longest. */
const vaultName = "v".repeat(40);
const region = "us-gov-west-1";

it("each pattern of a rule is as short as AWS takes it, whatever the vault is called and wherever it is", () => {
  const prefix = `/${"p".repeat(60)}/`;
  const { template } = synthesize({ vaultName, prefix, env: { account: "111122223333", region } });
  const patterns = Object.entries(template.toJSON().Resources as Resources).flatMap(([id, { Properties }]) =>
    Properties?.EventPattern ? [{ id, length: JSON.stringify(deployed(Properties.EventPattern)).length }] : [],
  );
  expect(patterns.length).toBeGreaterThan(8);
  expect(patterns.filter(({ length }) => length > LONGEST)).toEqual([]);
});

/** A part of the template as it is deployed, with names as CloudFormation makes them: stack, logical id, twelve letters. */
function deployed(part: unknown): unknown {
  if (typeof part !== "object" || part === null) return part;
  if (Array.isArray(part)) return part.map(deployed);
  const { Ref: ref, "Fn::GetAtt": attribute, "Fn::Join": join } = part as Record<string, never>;
  const nameOf = (id: string) => `${stackName(vaultName)}-${id}-ABCDEFGHIJKL`;
  if (ref) return ref === "AWS::Partition" ? "aws-us-gov" : nameOf(ref);
  if (attribute) return `arn:aws-us-gov:dynamodb:${region}:111122223333:table/${nameOf(attribute[0])}`;
  if (join) return (join[1] as unknown[]).map(deployed).join("");
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, deployed(value)]));
}
