import { Alarm, ComparisonOperator, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import { figureWatches } from "./figure-watches.ts";
import { functionWatches } from "./function-watches.ts";
import { queueWatches } from "./queue-watches.ts";
import type { Watch, Watched } from "./watch.ts";

const NO_DATA = {
  well: TreatMissingData.NOT_BREACHING,
  breach: TreatMissingData.BREACHING,
  "as before": TreatMissingData.IGNORE,
} as const;

/**
 * Adds the alarms on the machine's own health, all to the topic that people read. Plain metric alarms, each $0.10
 * a month: what is amiss with a stage, the functions tell people themselves.
 */
export function addAlarms(scope: Construct, watched: Watched, topic: ITopic): Alarm[] {
  const watches = [queueWatches, functionWatches, figureWatches].flatMap((list) => list(scope, watched));
  return watches.map((watch) => {
    const { name, metric, periods = 1, noData, says } = watch;
    const alarm = new Alarm(scope, pascal(name), {
      alarmName: `${watched.vaultName}-${name}`,
      alarmDescription: says,
      metric,
      evaluationPeriods: periods,
      treatMissingData: NO_DATA[noData],
      // Said, not left to the default: only then does a deploy see that somebody silenced it.
      actionsEnabled: true,
      ...comparison(watch.breach),
    });
    alarm.addAlarmAction(new SnsAction(topic));
    return alarm;
  });
}

function comparison(breach: Watch["breach"]) {
  if ("atLeast" in breach) {
    return {
      threshold: breach.atLeast,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    };
  }
  if ("above" in breach) {
    return { threshold: breach.above, comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD };
  }
  return { threshold: breach.below, comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD };
}

/** `checks-dead-letters` as a construct id: ChecksDeadLetters. */
function pascal(name: string): string {
  return name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
}
