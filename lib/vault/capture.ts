import { type ApiCall, apiCallFinding } from "./api-call.ts";
import type { Hint } from "./hint.ts";
import { liveRow } from "./live-row.ts";
import { type Looked, type LookOptions, type LookPorts, look } from "./look.ts";
import type { ProtectedParameter } from "./parameter.ts";
import type { CheckQueue, StatusWriter, TrailRecorder } from "./ports.ts";

export interface CapturePorts extends LookPorts {
  status: StatusWriter & TrailRecorder;
  checks: CheckQueue;
}

/** Clocks apart: how much earlier than a hint's time something that explains it may have been recorded. */
const CLOCKS_APART_MS = 5000;

/**
 * Observes one parameter and appends to its ledger what the ledger lacks. Idempotent; may run at once.
 * @param call the call that a trail told of, to be recorded besides
 * @param lagSeconds for how long after a change Parameter Store may be taken not to show it yet
 * @returns what was appended; `lag` true where the change does not show yet: ask again later
 * @throws VaultError `UpgradeNeeded`, `Damaged` where the ledger cannot be read; whatever AWS throws
 */
export async function capture(
  ports: CapturePorts,
  parameter: ProtectedParameter,
  hint: Hint,
  lagSeconds: number,
  call: ApiCall | null = null,
): Promise<Looked> {
  const since = new Date(Date.parse(hint.at) - CLOCKS_APART_MS).toISOString();
  const looked = await look(ports, parameter, {
    hint,
    lagSeconds: () => lagSeconds,
    read: () => ports.ledger.tail(parameter.arn, since),
    ...(call && { besides: recording(call) }),
  });
  if (call) await ports.status.putTrail({ at: ports.clock.now().toISOString(), eventTime: call.time });
  const { appended, lag, rows, state, observation } = looked;
  // A sweep sends what its projection lacks: where the ledger is complete, the projection is not.
  if (hint.source === "sweep" && !lag && appended.length === 0 && state.seq > 0) {
    await ports.status.putLive(liveRow(parameter, state, observation));
  }
  // Who made a call, or tried to, changes nothing that a test could find.
  const onlyCall = appended.length > 0 && appended.every(({ entry }) => entry.type === "api-call");
  const nothingToTest = onlyCall || (call !== null && rows.length === 0);
  // Also where nothing was new: restore may have recorded it first, or an earlier try ended right here.
  if (!lag && !nothingToTest) await ports.checks.enqueue([parameter.name], "capture");
  return looked;
}

/**
 * Records a call in the same append as what it led to; once, however often and at however many places at once its
 * event is delivered. One that failed, about a parameter nobody knows, is dropped: else anybody could fill the vault
 * with names.
 */
function recording(call: ApiCall): NonNullable<LookOptions["besides"]> {
  return ({ rows, state }, findings) => {
    const unknown = rows.length === 0 && findings.length === 0;
    if (call.errorCode !== null && unknown) return [];
    if (rows.some(({ entry }) => entry.type === "api-call" && entry.detail.eventId === call.eventId)) return [];
    return [apiCallFinding(call, Math.max(state.life, ...findings.map(({ life }) => life)))];
  };
}
