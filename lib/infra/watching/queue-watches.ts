import { Duration, Stack } from "aws-cdk-lib";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { LIMITS } from "../../aws/environment.ts";
import { commandsIn } from "./commands.ts";
import type { Watch, Watched } from "./watch.ts";

const MINUTE = Duration.minutes(1);

/** Dead letters, and messages that wait for too long. */
export function queueWatches(scope: Construct, { vaultName, changes, checks }: Watched): Watch[] {
  const { cli, again: move, failuresOf } = commandsIn(scope, vaultName);
  const minutes = (seconds: number) => `${seconds / 60} minutes`;
  const dead = (queue: IQueue) =>
    queue.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: "Maximum" });
  const age = (queue: IQueue) => queue.metricApproximateAgeOfOldestMessage({ period: MINUTE, statistic: "Maximum" });
  const again = (holds: string) => {
    const queue = Stack.of(scope).formatArn({ service: "sqs", resource: `${vaultName}-${holds}` });
    return `Why: ${cli("status")}\nOnce that is mended, have them handled again: ${move(queue)}`;
  };
  const log = (duty: string) => `Why: ${failuresOf(`${vaultName}-${duty}`, "1h")}`;
  return [
    {
      name: "dead-letters",
      metric: dead(changes.deadLetters),
      breach: { atLeast: 1 },
      noData: "well",
      says: `Changes that ${vaultName} could not handle wait in ${vaultName}-changes-dlq: a value may not be kept.\n${again("changes")}`,
    },
    {
      name: "checks-dead-letters",
      metric: dead(checks.deadLetters),
      breach: { atLeast: 1 },
      noData: "well",
      says: `Checks that ${vaultName} could not do wait in ${vaultName}-checks-dlq: a verdict may be out of date.\n${again("checks")}`,
    },
    {
      name: "changes-age",
      metric: age(changes.queue),
      breach: { above: LIMITS.changesAgeSeconds },
      noData: "well",
      says: `A change waits for more than ${minutes(LIMITS.changesAgeSeconds)} to be captured: a value deleted meanwhile is lost.\n${log("capture")}`,
    },
    {
      name: "checks-age",
      metric: age(checks.queue),
      breach: { above: LIMITS.checksAgeSeconds },
      noData: "well",
      says: `A restore test waits for more than ${minutes(LIMITS.checksAgeSeconds)}: verdicts are out of date.\n${log("verify")}`,
    },
  ];
}
