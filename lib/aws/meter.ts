import type { Measures, Meter } from "../vault/status/figures.ts";
import { METRICS } from "./environment.ts";

/**
 * Writes measures as one line of CloudWatch's embedded metric format (CloudWatch user guide, EMF specification):
 * no call, no right. Straight to stdout, since Lambda wraps what the console writes and CloudWatch would not find it.
 */
export function meter(vault: string, write: (line: string) => void = (line) => process.stdout.write(line)): Meter {
  return {
    record(measures, at) {
      const named = Object.entries(METRICS.names).map(
        ([key, name]) => [name, measures[key as keyof Measures]] as const,
      );
      const Metrics = named.map(([Name]) => ({
        Name,
        Unit: Name === METRICS.names.oldestTestHours ? "None" : "Count",
      }));
      const directive = { Namespace: METRICS.namespace, Dimensions: [[METRICS.dimension]], Metrics };
      const _aws = { Timestamp: at.getTime(), CloudWatchMetrics: [directive] };
      write(`${JSON.stringify({ _aws, [METRICS.dimension]: vault, ...Object.fromEntries(named) })}\n`);
    },
  };
}
