import { Stack } from "aws-cdk-lib";
import type { EventPattern } from "aws-cdk-lib/aws-events";
import type { Construct } from "constructs";

/**
 * The part of a pattern that leaves out what other accounts and regions forward to the default bus, as organizations
 * do: it is about their parameters and keys, by names that are ours as well.
 */
export function fromHere(scope: Construct): Required<Pick<EventPattern, "account" | "region">> {
  const { account, region } = Stack.of(scope);
  return { account: [account], region: [region] };
}
