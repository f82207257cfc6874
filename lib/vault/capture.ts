import type { Hint } from "./hint.ts";
import { liveRow } from "./live-row.ts";
import { type Looked, type LookPorts, look } from "./look.ts";
import type { ProtectedParameter } from "./parameter.ts";
import type { CheckQueue, StatusWriter } from "./ports.ts";

export interface CapturePorts extends LookPorts {
  status: StatusWriter;
  checks: CheckQueue;
}

/** Clocks apart: how much earlier than a hint's time something that explains it may have been recorded. */
const CLOCKS_APART_MS = 5000;

/**
 * Observes one parameter and appends to its ledger what the ledger lacks. Idempotent; may run at once.
 * @param lagSeconds for how long after a change Parameter Store may be taken not to show it yet
 * @returns what was appended; `lag` true where the change does not show yet: ask again later
 * @throws VaultError `UpgradeNeeded`, `Damaged` where the ledger cannot be read; whatever AWS throws
 */
export async function capture(
  ports: CapturePorts,
  parameter: ProtectedParameter,
  hint: Hint,
  lagSeconds: number,
): Promise<Looked> {
  const since = new Date(Date.parse(hint.at) - CLOCKS_APART_MS).toISOString();
  const looked = await look(ports, parameter, {
    hint,
    lagSeconds: () => lagSeconds,
    read: () => ports.ledger.tail(parameter.arn, since),
  });
  const { appended, lag, state, observation } = looked;
  // A sweep sends what its projection lacks: where the ledger is complete, the projection is not.
  if (hint.source === "sweep" && !lag && appended.length === 0 && state.seq > 0) {
    await ports.status.putLive(liveRow(parameter, state, observation));
  }
  // Also where nothing was new: restore may have recorded it first, or an earlier try ended right here.
  if (!lag) await ports.checks.enqueue([parameter.name], "capture");
  return looked;
}
