import type { ProtectedParameter } from "../parameter.ts";
import type { CheckQueue, StatusWriter, TrailRecorder } from "../ports.ts";
import { liveRow } from "../status/live-row.ts";
import { type ApiCall, apiCallEntry } from "./api-call.ts";
import { type Recorded, recordFailedCall } from "./failed-call.ts";
import type { Hint } from "./hint.ts";
import { type Looked, type LookOptions, type LookPorts, look } from "./look.ts";
import { recordedSince } from "./seconds.ts";

export interface CapturePorts extends LookPorts {
  status: StatusWriter & TrailRecorder;
  checks: CheckQueue;
}

/** What was appended; `lag` true where the change does not show yet; `dropped`: why a call that failed was not. */
export type Captured = Pick<Looked, "appended" | "lag"> & Pick<Recorded, "dropped">;

/**
 * Observes one parameter and appends to its ledger what the ledger lacks. Idempotent; may run at once.
 * @param call the call that a trail told of, to be recorded besides
 * @param lagSeconds for how long after a change Parameter Store may be taken not to show it yet
 * @returns what was appended; where it lags, ask again later
 * @throws VaultError `UpgradeNeeded`, `Damaged` where the ledger cannot be read; whatever AWS throws
 */
export async function capture(
  ports: CapturePorts,
  parameter: ProtectedParameter,
  hint: Hint,
  lagSeconds: number,
  call: ApiCall | null = null,
): Promise<Captured> {
  if (call && call.errorCode !== null) {
    const recorded = await recordFailedCall(ports, parameter, call);
    await rememberTrail(ports, call);
    return recorded;
  }
  const looked = await look(ports, parameter, {
    hint,
    lagSeconds: () => lagSeconds,
    read: () => ports.ledger.tail(parameter.arn, recordedSince(hint.at)),
    ...(call && { besides: recording(call) }),
  });
  if (call) await rememberTrail(ports, call);
  const { appended, lag, state, observation } = looked;
  // A sweep sends what its projection lacks: where the ledger is complete, the projection is not.
  if (hint.source === "sweep" && !lag && appended.length === 0 && state.seq > 0) {
    await ports.status.putLive(liveRow(parameter, state, observation));
  }
  // Who made a call changes nothing that a test could find.
  const onlyCall = appended.length > 0 && appended.every(({ entry }) => entry.type === "api-call");
  // Also where nothing was new: restore may have recorded it first, or an earlier try ended right here.
  if (!lag && !onlyCall) await ports.checks.enqueue([parameter.name], "capture");
  return { appended, lag, dropped: null };
}

/** That a trail delivers, whatever it delivers. */
function rememberTrail({ status, clock }: CapturePorts, { time }: ApiCall): Promise<void> {
  return status.putTrail({ at: clock.now().toISOString(), eventTime: time });
}

/**
 * Records a call in the same append as what it led to; once, however often and at however many places at once its
 * event is delivered.
 */
function recording(call: ApiCall): NonNullable<LookOptions["besides"]> {
  return ({ rows, state }, owed) => {
    if (rows.some(({ entry }) => entry.type === "api-call" && entry.detail.eventId === call.eventId)) return [];
    return [apiCallEntry(call, Math.max(state.life, ...owed.map(({ life }) => life)))];
  };
}
