import type { Hint } from "./hint.ts";
import { type OwedEntry, owedEntry } from "./owed-entry.ts";

/** One call to Parameter Store about one parameter, as a trail tells of it. Never a value, nor anything made of one. */
export interface ApiCall {
  /** CloudTrail's own id of the event: an event delivered twice has it twice. */
  eventId: string;
  eventName: "PutParameter" | "DeleteParameter" | "DeleteParameters" | "LabelParameterVersion";
  /** ISO 8601; CloudTrail tells whole seconds. */
  time: string;
  requestId: string | null;
  /** Who called: no ARN where AWS itself did; `invokedBy` then names the service. */
  caller: { type: string | null; arn: string | null; invokedBy: string | null };
  sourceIp: string | null;
  userAgent: string | null;
  /** Why nothing was changed; null for a call that was done. */
  errorCode: string | null;
  /** What was asked for and answered, as far as the trail tells. */
  told: {
    version?: number;
    parameterVersion?: number;
    overwrite?: boolean;
    tier?: string;
    type?: string;
    keyId?: string;
  };
  /** The vault's own function that called, or null. */
  byVault: "restore" | null;
}

/** A call that takes longer is rare, and a time that is off by more is only less exact. */
const LATE_SECONDS = 1;

/** What a call makes one expect of Parameter Store. One that failed, or only labelled, changed no value. */
export function hintOf({ eventName, time, errorCode, told }: ApiCall): Hint {
  const kind = errorCode === null ? kindOf(eventName, told.version) : "look";
  const version = told.version === undefined ? {} : { version: told.version };
  return { kind, at: time, lateSeconds: LATE_SECONDS, ...version, source: "event" };
}

function kindOf(eventName: ApiCall["eventName"], version: number | undefined): Hint["kind"] {
  switch (eventName) {
    case "PutParameter":
      return version === 1 ? "create" : "update";
    case "DeleteParameter":
    case "DeleteParameters":
      return "delete";
    case "LabelParameterVersion":
      return "look";
  }
}

/** The entry that names the caller. It tells of no version and no life: reconcile reads a ledger as if it were not there. */
export function apiCallEntry(call: ApiCall, life: number): OwedEntry {
  const { eventId, eventName, requestId, caller, sourceIp, userAgent, errorCode, told, byVault } = call;
  return owedEntry("api-call", call.time, life, {
    actor: caller.arn === null ? null : { arn: caller.arn, proof: "trail" },
    detail: {
      eventId,
      eventName,
      requestId,
      identityType: caller.type,
      ...(caller.invokedBy !== null && { invokedBy: caller.invokedBy }),
      sourceIp,
      userAgent,
      failed: errorCode !== null,
      ...(errorCode !== null && { errorCode }),
      ...told,
      ...(byVault !== null && { byVault }),
    },
  });
}
