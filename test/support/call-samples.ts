import type { ApiCall } from "../../lib/vault/capture/api-call.ts";

/** A call as a trail tells of it: done, by a developer, at noon. */
export function apiCall(rest: Partial<ApiCall> = {}): ApiCall {
  return {
    eventId: "7c1a52be-46e6-4d2c-9e3a-0d8d0d6f4a01",
    eventName: "PutParameter",
    time: "2026-11-22T12:00:00.000Z",
    requestId: "1b0bcbf1-1f31-4c2c-9df7-4a3b5f5b3c11",
    caller: { type: "AssumedRole", arn: "arn:aws:sts::000000000000:assumed-role/Dev/ann", invokedBy: null },
    sourceIp: "203.0.113.7",
    userAgent: "aws-cli/2.31.1",
    errorCode: null,
    told: {},
    byVault: null,
    ...rest,
  };
}
