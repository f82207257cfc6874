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

/** The id under which a live value that is not in the vault yet is tried. */
export const LIVE_VALUE = "live";

/** Values opened at once: the key's rate is the account's, and others need it too. */
const AT_ONCE = 20;

export interface OpenCandidates {
  candidates: Candidate[];
  /** Recovery points whose sealed value is not what was stored: they cannot be tried. */
  damaged: string[];
}

/** The candidates, likely ones first: the one named, what opened the artifacts last time, the live value, then newest to oldest. */
export async function openCandidates(
  key: Opener,
  parameter: ProtectedParameter,
  stock: Stock,
  last: ProofRow | null,
  named: string | null,
): Promise<OpenCandidates> {
  const { observation } = stock;
  const damaged: string[] = [];
  const open = async (point: RecoveryPoint): Promise<Candidate | null> => {
    try {
      return { id: point.id, value: await openPoint(key, parameter, stock.rows, point) };
    } catch (error) {
      if (!(error instanceof VaultError) || error.code !== "Damaged") throw error;
      damaged.push(point.id);
      return null;
    }
  };
  const opened = await pMap(pointsOf(stock), open, { concurrency: AT_ONCE });
  const liveId = livePoint(stock.state, observation);
  const live = observation.present ? newest(observation.versions).value : null;
  const unkept = live && liveId === null ? [{ id: LIVE_VALUE, value: live }] : [];
  const known = opened.filter((candidate) => candidate !== null).toReversed();
  const likely = [named, last?.artifacts.state?.openedBy, last?.artifacts.secrets?.openedBy, liveId];
  const first = likely.flatMap((id) => known.find((candidate) => candidate.id === id) ?? []);
  return { candidates: [...new Set([...first, ...unkept, ...known])], damaged };
}

/** The recovery points of a stock, oldest first by their own time. */
export function pointsOf({ rows }: Stock): RecoveryPoint[] {
  const points = recoveryPoints(rows.map(({ entry }) => entry));
  return points.toSorted((a, b) => byText(a.createdAt, b.createdAt) || a.version - b.version);
}
