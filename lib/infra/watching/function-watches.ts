import { Duration } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { FUNCTIONS } from "../../aws/environment.ts";
import { commandsIn } from "./commands.ts";
import type { Watch, Watched } from "./watch.ts";

/** Errors of each function, sweeps that do not happen, and what sets off `tamper`. */
export function functionWatches(scope: Construct, { vaultName, functions, sweepEverySeconds }: Watched): Watch[] {
  const { cli, failuresOf } = commandsIn(scope, vaultName);
  const errors = FUNCTIONS.map((duty): Watch => {
    const tail = failuresOf(`${vaultName}-${duty}`, "1h");
    return {
      name: `${duty}-errors`,
      metric: functions.of[duty].handler.metricErrors({ period: Duration.minutes(5), statistic: "Sum" }),
      breach: { atLeast: 1 },
      noData: "well",
      says: `The function ${vaultName}-${duty} failed.\nWhy: ${tail}\nWhether the vault is well: ${cli("status")}`,
    };
  });
  const schedule = Duration.seconds(sweepEverySeconds);
  const { sweep, tamper } = functions.of;
  return [
    ...errors,
    {
      name: "sweep-overdue",
      metric: sweep.handler.metricInvocations({ period: schedule, statistic: "Sum" }),
      breach: { below: 1 },
      periods: 2,
      noData: "breach",
      says: `No sweep has run for ${Duration.seconds(2 * sweepEverySeconds).toHumanString()}: what the change events missed is not found.\nSweep now: ${cli("sweep")}\nThen see why: ${cli("status")}`,
    },
    {
      name: "tamper",
      metric: tamper.handler.metricInvocations({ period: Duration.minutes(1), statistic: "Sum" }),
      breach: { atLeast: 1 },
      noData: "well",
      says: `Somebody changed or removed entries of the ledger of ${vaultName}; the message before this one names them.\nWhat no longer fits: ${cli("audit", "--check")}`,
    },
  ];
}
