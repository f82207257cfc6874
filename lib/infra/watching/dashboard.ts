import { Duration, Stack } from "aws-cdk-lib";
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  SingleValueWidget,
  TextWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import { FUNCTIONS, LIMITS, type METRICS } from "../../aws/environment.ts";
import { commandsIn } from "./commands.ts";
import { figureMetric } from "./figure-watches.ts";
import type { Watched } from "./watch.ts";

const FULL_WIDTH = 24;
const FIGURES: Record<keyof typeof METRICS.names, string> = {
  stages: "Live stages",
  unprotected: "Live value not in the vault",
  broken: "Broken: passphrase does not open the stage",
  unproven: "Live, not proved",
  oldestTestHours: "Oldest restore test, hours",
};

/** The page that answers at a glance: is every stage protected, and proved? */
export function addDashboard(scope: Construct, watched: Watched, alarms: Alarm[]): Dashboard {
  const { vaultName, changes, checks, functions, sweepEverySeconds } = watched;
  const minute = Duration.minutes(1);
  const queues = { changes, checks };
  const ages = Object.entries(queues).map(([label, { queue }]) =>
    queue.metricApproximateAgeOfOldestMessage({ label, period: minute, statistic: "Maximum" }),
  );
  const dead = Object.entries(queues).map(([label, { deadLetters }]) =>
    deadLetters.metricApproximateNumberOfMessagesVisible({ label, period: minute, statistic: "Maximum" }),
  );
  const handlers = FUNCTIONS.map((duty) => ({ duty, handler: functions.of[duty].handler }));
  const errors = handlers.map(({ duty, handler }) => handler.metricErrors({ label: duty, statistic: "Sum" }));
  const durations = handlers.map(({ duty, handler }) => handler.metricDuration({ label: duty, statistic: "p95" }));
  return new Dashboard(scope, "Dashboard", {
    // Dashboards are of the whole account: a vault in another region has one beside it.
    dashboardName: `${vaultName}-${Stack.of(scope).region}`,
    // Long enough to hold a sweep, whose figures are the first row.
    defaultInterval: Duration.seconds(Math.max(86_400, 2 * sweepEverySeconds)),
    widgets: [
      [new TextWidget({ markdown: headOf(scope, vaultName), width: FULL_WIDTH, height: 4 })],
      figures(vaultName, sweepEverySeconds),
      [new AlarmStatusWidget({ title: "Alarms", alarms, width: FULL_WIDTH, height: 4 })],
      [graph("Oldest message, seconds", ages), graph("Dead letters", dead)],
      [graph("Errors of the functions", errors), graph("How long the functions take (p95, ms)", durations)],
    ],
  });
}

function headOf(scope: Construct, vaultName: string): string {
  const { cli } = commandsIn(scope, vaultName);
  return [
    `# ${vaultName}: is every stage protected, and proved?`,
    `**Yes**, where every figure but the first is 0, the oldest restore test is younger than ${LIMITS.oldestTestHours} hours, and no alarm is red. ` +
      "The figures are those of the last sweep.",
    `What is wrong, and what mends it: \`${cli("status")}\`. Stage by stage: \`${cli("list")}\`. ` +
      `What happened: \`${cli("audit")}\`.`,
  ].join("\n\n");
}

function figures(vaultName: string, sweepEverySeconds: number): IWidget[] {
  const keys = Object.keys(FIGURES) as (keyof typeof FIGURES)[];
  return keys.map((key) => {
    const metrics = [figureMetric(vaultName, key, sweepEverySeconds)];
    return new SingleValueWidget({ title: FIGURES[key], metrics, width: key === "stages" ? 4 : 5, height: 3 });
  });
}

function graph(title: string, left: IMetric[]): IWidget {
  return new GraphWidget({ title, left, leftYAxis: { min: 0 }, width: FULL_WIDTH / 2, height: 6 });
}
