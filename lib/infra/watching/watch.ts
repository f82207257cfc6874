import type { IMetric } from "aws-cdk-lib/aws-cloudwatch";
import type { ALARMS } from "../../aws/environment.ts";
import type { Functions } from "../functions.ts";
import type { WorkQueue } from "../work-queue.ts";

/** One thing that an alarm watches, and what its mail says. */
export interface Watch {
  /** Behind the vault's name, the alarm's. */
  readonly name: (typeof ALARMS)[number];
  readonly metric: IMetric;
  readonly breach: { readonly atLeast: number } | { readonly above: number } | { readonly below: number };
  /** How many periods of the metric in a row. */
  readonly periods?: number;
  /** What no data means: nothing amiss, the alarm itself, or that nothing has changed since. */
  readonly noData: "well" | "breach" | "as before";
  /** What happened, and what to type. */
  readonly says: string;
}

export interface Watched {
  readonly vaultName: string;
  readonly changes: WorkQueue;
  readonly checks: WorkQueue;
  readonly functions: Functions;
  /** The longest that two sweeps are apart; at most a day. */
  readonly sweepEverySeconds: number;
}
