import { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import { LIMITS, METRICS } from "../../aws/environment.ts";
import { commandsIn } from "./commands.ts";
import type { Watch, Watched } from "./watch.ts";

/** What the figures of each sweep tell. They come as seldom as sweeps do, and stand until the next. */
export function figureWatches(scope: Construct, { vaultName, sweepEverySeconds }: Watched): Watch[] {
  const { cli } = commandsIn(scope, vaultName);
  const figure = (key: keyof typeof METRICS.names) => figureMetric(vaultName, key, sweepEverySeconds);
  return [
    {
      name: "unprotected",
      metric: figure("unprotected"),
      breach: { atLeast: 1 },
      noData: "as before",
      says: `A live passphrase is not in ${vaultName}: were it deleted now, it would be lost.\nWhich: ${cli("status")}`,
    },
    {
      name: "tests-overdue",
      metric: figure("oldestTestHours"),
      breach: { above: LIMITS.oldestTestHours },
      noData: "as before",
      says: `A live passphrase has had no restore test for more than ${LIMITS.oldestTestHours} hours.\nTest all now: ${cli("verify")}\nThen see why: ${cli("status")}`,
    },
  ];
}

/** One of the figures that a sweep writes; over a period in which there was at least one sweep. */
export function figureMetric(vaultName: string, key: keyof typeof METRICS.names, sweepEverySeconds: number): Metric {
  return new Metric({
    namespace: METRICS.namespace,
    metricName: METRICS.names[key],
    dimensionsMap: { [METRICS.dimension]: vaultName },
    period: Duration.seconds(sweepEverySeconds),
    statistic: "Maximum",
  });
}
