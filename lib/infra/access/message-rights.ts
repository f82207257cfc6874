import { arn } from "./places.ts";
import type { Right } from "./right.ts";

/** Rights on queues, bus, topic and log. */
export const MESSAGE_RIGHTS = {
  ConsumeChanges: {
    column: "changes queue",
    cell: "consume",
    actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"],
    on: (at) => [at.changes],
  },
  SendChanges: { column: "changes queue", cell: "send", actions: ["sqs:SendMessage"], on: (at) => [at.changes] },
  ConsumeChecks: {
    column: "checks queue",
    cell: "consume",
    actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"],
    on: (at) => [at.checks],
  },
  SendChecks: { column: "checks queue", cell: "send", actions: ["sqs:SendMessage"], on: (at) => [at.checks] },
  PutEvents: {
    column: "default bus",
    cell: "put",
    actions: ["events:PutEvents"],
    on: (at) => [arn(at, "events", "event-bus/default")],
    // A key of many values: one for each event of a call. AWS always gives it; the local AWS, which never does, passes too.
    when: () => ({ "ForAllValues:StringEquals": { "events:source": "sst-vault" } }),
  },
  Notify: { column: "topic", cell: "publish", actions: ["sns:Publish"], on: (at) => [at.topic] },
  WriteLog: {
    column: "own log",
    cell: "write",
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    on: (at) => [at.log],
  },
} as const satisfies Record<string, Right>;
