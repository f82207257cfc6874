import { Validations } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { InvocationType, Trigger } from "aws-cdk-lib/triggers";
import { Construct } from "constructs";
import { SWEEP_RULE } from "../aws/environment.ts";
import type { VaultFunction } from "./vault-function.ts";

export interface SweepsProps {
  /** Names the rule. */
  readonly vaultName: string;
  readonly sweep: VaultFunction;
  /** `rate(…)` or `cron(…)`. */
  readonly schedule: string;
  /** What must stand before the first sweep: what it enqueues is then captured, and no change falls between the two. */
  readonly after: Construct[];
}

/** When sweeps happen: on schedule, and at every deploy that changed the sweep, the first one above all. */
export class Sweeps extends Construct {
  constructor(scope: Construct, id: string, { vaultName, sweep, schedule, after }: SweepsProps) {
    super(scope, id);
    new Rule(this, "Schedule", {
      ruleName: `${vaultName}-${SWEEP_RULE}`,
      description: "Finds what the change events missed, which are best effort",
      schedule: Schedule.expression(schedule),
      targets: [new LambdaFunction(sweep.handler)],
    });
    Validations.of(sweep.handler).acknowledge({
      id: "@aws-cdk/aws-lambda:addPermissionsToVersionOrAlias",
      reason: "the rule invokes the function itself; the version is invoked by the trigger's own role",
    });
    new Trigger(this, "AtDeploy", {
      handler: sweep.handler,
      // Nobody waits for it: a sweep that is throttled must not roll a deploy back.
      invocationType: InvocationType.EVENT,
      executeAfter: after,
    });
  }
}
