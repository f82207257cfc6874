import pMap from "p-map";
import type { Stock } from "../capture/look.ts";
import { VaultError } from "../errors.ts";
import { recoveryPoints } from "../ledger/ledger.ts";
import { openPoint } from "../ledger/open-point.ts";
import type { RecoveryPoint } from "../ledger/recovery-point.ts";
import { newest } from "../observation.ts";
import type { ProtectedParameter } from "../parameter.ts";
import type { Opener } from "../ports.ts";
import { livePoint } from "../status/live-row.ts";
import type { ProofRow } from "../status/proof-row.ts";
import { byText } from "../text-order.ts";
import type { Candidate } from "./evidence.ts";

/**
 * The id under which the live value itself is tried, as Parameter Store shows it: a recovery point that claims to hold it
 * may be damaged or forged.
 */
export const LIVE_VALUE = "live";

const FOREIGN = "of another: ";

/** The id under which a recovery point of another parameter is tried. */
export function foreignId(recoveryPoint: string): string {
  return `${FOREIGN}${recoveryPoint}`;
}

/** Whether a candidate is a recovery point of the parameter's own, which alone is remembered. */
export function isOwnPoint(id: string): boolean {
  return id !== LIVE_VALUE && !id.startsWith(FOREIGN);
}

/** Values opened at once: the key's rate is the account's, and others need it too. */
const AT_ONCE = 20;

/** All candidates, likely ones first: the one named, what opened the artifacts last time, the live value, then newest to oldest. */
export function candidateIds(stock: Stock, last: ProofRow | null, named: string | null): string[] {
  const { state, observation } = stock;
  const known = pointsOf(stock)
    .map(({ id }) => id)
    .toReversed();
  const points = new Set(known);
  const likely = [named, last?.artifacts.state?.openedBy, last?.artifacts.secrets?.openedBy];
  const first = likely.filter((id) => id != null && points.has(id)) as string[];
  const live = observation.present && newest(observation.versions).value ? [LIVE_VALUE] : [];
  const liveId = livePoint(state, observation);
  return [...new Set([...first, ...live, ...(liveId !== null && points.has(liveId) ? [liveId] : []), ...known])];
}

export interface OpenCandidates {
  candidates: Candidate[];
  /** Recovery points whose sealed value is not what was stored: they cannot be tried. */
  damaged: string[];
}

/**
 * The values of candidates, in the order of their ids.
 * @param wanted those that are opened; the live value is at hand anyway
 */
export async function openCandidates(
  key: Opener,
  parameter: ProtectedParameter,
  stock: Stock,
  ids: readonly string[],
  wanted: (id: string) => boolean,
): Promise<OpenCandidates> {
  const points = new Map(pointsOf(stock).map((point) => [point.id, point]));
  const damaged: string[] = [];
  const open = async (id: string): Promise<Candidate[]> => {
    if (id === LIVE_VALUE) return liveValue(stock).map((value) => ({ id, value }));
    const point = points.get(id);
    if (!point || !wanted(id)) return [];
    try {
      return [{ id, value: await openPoint(key, parameter, stock.rows, point) }];
    } catch (error) {
      if (!(error instanceof VaultError) || error.code !== "Damaged") throw error;
      damaged.push(id);
      return [];
    }
  };
  return { candidates: (await pMap(ids, open, { concurrency: AT_ONCE })).flat(), damaged };
}

function liveValue({ observation }: Stock) {
  const value = observation.present ? newest(observation.versions).value : null;
  return value ? [value] : [];
}

/** The recovery points of a stock, oldest first by their own time. */
export function pointsOf({ rows }: Pick<Stock, "rows">): RecoveryPoint[] {
  const points = recoveryPoints(rows.map(({ entry }) => entry));
  return points.toSorted((a, b) => byText(a.createdAt, b.createdAt) || a.version - b.version);
}
