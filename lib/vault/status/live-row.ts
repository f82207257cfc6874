import * as v from "valibot";
import { LatestPoint } from "../api.ts";
import { type LedgerState, newestVersion } from "../ledger/ledger-state.ts";
import { newest, type Observation, type StoreVersion } from "../observation.ts";
import type { ProtectedParameter } from "../parameter.ts";
import { account, count, namePart, parameterName, positive, recoveryPointId, region, time } from "../stored-fields.ts";

/**
 * The row `live` of the status table: what a ledger and the last look at Parameter Store say of one
 * parameter. A projection: lost, it is put anew by the next sweep.
 */
export const LiveRow = v.object({
  parameter: v.string(),
  account,
  region,
  name: parameterName,
  app: namePart,
  stage: namePart,
  seq: positive,
  life: count,
  live: v.boolean(),
  recoveryPoints: count,
  latest: v.nullable(LatestPoint),
  /** The recovery point that holds the live value; null where there is none, or it could not be read. */
  livePoint: v.nullable(recoveryPointId),
  /** How many versions of the newest life could not be read so far. */
  unread: v.optional(count, 0),
  /** The newest version Parameter Store showed: what a sweep compares with the list of parameters. */
  version: v.nullable(positive),
  createdAt: v.nullable(time),
});
export type LiveRow = v.InferOutput<typeof LiveRow>;

/** The id of the recovery point that holds the live value; null where there is none, or it is not in the vault. */
export function livePoint(state: LedgerState, observation: Observation): string | null {
  return pointOf(state, newestShown(state, observation));
}

type Shown = Pick<StoreVersion, "version" | "createdAt">;

/** The newest version that was seen in Parameter Store: by a look at it now, or by the ledger. */
function newestShown(state: LedgerState, observation: Observation | null): Shown | null {
  if (observation) return observation.present ? newest(observation.versions) : null;
  const version = newestVersion(state);
  const createdAt = state.seen.get(version);
  return createdAt === undefined ? null : { version, createdAt };
}

function pointOf({ points }: LedgerState, shown: Shown | null): string | null {
  const point = shown && points.get(shown.version);
  return point && point.createdAt === shown.createdAt ? point.id : null;
}

/**
 * The live row after a ledger reached `state`, `observation` being what it was reconciled with. Without one
 * Parameter Store is taken to show what the ledger knows; where it does not, the next sweep finds the row to differ.
 */
export function liveRow(parameter: ProtectedParameter, state: LedgerState, observation: Observation | null): LiveRow {
  const shown = state.open ? newestShown(state, observation) : null;
  const { point, capturedAt } = state.latest ?? {};
  return {
    parameter: parameter.arn,
    account: parameter.account,
    region: parameter.region,
    name: parameter.name,
    app: parameter.app,
    stage: parameter.stage,
    seq: state.seq,
    life: state.life,
    live: state.open,
    recoveryPoints: state.kept,
    latest:
      point && capturedAt
        ? {
            id: point.id,
            createdAt: point.createdAt,
            createdBy: point.createdBy,
            capturedAt,
            source: point.source,
          }
        : null,
    livePoint: pointOf(state, observation ? newestShown(state, observation) : shown),
    unread: [...state.seen.keys()].filter((version) => !state.points.has(version)).length,
    version: shown?.version ?? null,
    createdAt: shown?.createdAt ?? null,
  };
}
