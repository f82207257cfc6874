import { Duration } from "aws-cdk-lib";
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from "aws-cdk-lib/aws-lambda";
import type { Functions } from "./functions.ts";
import type { Storage } from "./storage.ts";
import type { WorkQueue } from "./work-queue.ts";

export interface SourcesProps {
  readonly changes: WorkQueue;
  readonly checks: WorkQueue;
  readonly storage: Storage;
}

/**
 * What Lambda reads and hands to the functions. Not CDK's own event sources, which would grant rights beside
 * the declaration.
 * @returns what brings the changes to capture
 */
export function addSources(functions: Functions, { changes, checks, storage }: SourcesProps): EventSourceMapping {
  const captureSource = new EventSourceMapping(functions, "CaptureSource", {
    target: functions.of.capture.handler,
    eventSourceArn: changes.queue.queueArn,
    batchSize: 10,
    reportBatchItemFailures: true,
    // Parameter Store's limits are the account's, shared with everyone's deploys.
    maxConcurrency: 5,
  });
  new EventSourceMapping(functions, "VerifySource", {
    target: functions.of.verify.handler,
    eventSourceArn: checks.queue.queueArn,
    // Parameters are taken three at once, each for up to a minute of trying.
    batchSize: 3,
    reportBatchItemFailures: true,
    maxConcurrency: 5,
  });
  new EventSourceMapping(functions, "TamperSource", {
    target: functions.of.tamper.handler,
    eventSourceArn: storage.ledger.tableStreamArn ?? "",
    // Appends are filtered out before Lambda: whatever invokes the function is tampering, and sets off its alarm.
    filters: [FilterCriteria.filter({ eventName: FilterRule.or("MODIFY", "REMOVE") })],
    startingPosition: StartingPosition.TRIM_HORIZON,
    // One message for a whole raid, not one for each entry.
    batchSize: 1000,
    maxBatchingWindow: Duration.seconds(5),
  });
  return captureSource;
}
