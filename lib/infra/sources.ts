import { Duration } from "aws-cdk-lib";
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from "aws-cdk-lib/aws-lambda";
import { SOURCES } from "../aws/environment.ts";
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
  const { capture, verify, tamper } = functions.of;
  const captureSource = queueSource(functions, "CaptureSource", SOURCES.capture, capture, changes);
  queueSource(functions, "VerifySource", SOURCES.verify, verify, checks);
  new EventSourceMapping(functions, "TamperSource", {
    target: tamper.handler,
    eventSourceArn: storage.ledgerStream,
    filters: [FilterCriteria.filter({ eventName: FilterRule.or(...SOURCES.tamper.eventNames) })],
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: SOURCES.tamper.batchSize,
    maxBatchingWindow: Duration.seconds(SOURCES.tamper.windowSeconds),
  });
  return captureSource;
}

function queueSource(
  scope: Functions,
  id: string,
  { batchSize, maxConcurrency }: (typeof SOURCES)["capture" | "verify"],
  { handler: target }: Functions["of"]["capture"],
  { queue }: WorkQueue,
): EventSourceMapping {
  const reports = { reportBatchItemFailures: true, batchSize, maxConcurrency };
  return new EventSourceMapping(scope, id, { target, eventSourceArn: queue.queueArn, ...reports });
}
