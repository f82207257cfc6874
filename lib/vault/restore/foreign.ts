import pMap from "p-map";
import type { RestoreRequest } from "../api.ts";
import { untilWon } from "../capture/again.ts";
import { type AppendPorts, appendOwed } from "../capture/append.ts";
import { owedEntry } from "../capture/owed-entry.ts";
import { cliCommand } from "../commands.ts";
import { VaultError } from "../errors.ts";
import { ledgerState } from "../ledger/ledger-state.ts";
import { openPoint } from "../ledger/open-point.ts";
import type { RecoveryPoint } from "../ledger/recovery-point.ts";
import type { ProtectedParameter } from "../parameter.ts";
import type { Announcer, Ledger, Opener } from "../ports.ts";
import type { Assessment } from "../verify/assess.ts";
import { foreignId, pointsOf } from "../verify/candidates.ts";
import type { Candidate } from "../verify/evidence.ts";
import type { RestoreCause } from "./cause.ts";

/** The recovery points of another parameter whose value may be copied, newest first. */
export interface Foreign {
  parameter: ProtectedParameter;
  candidates: (Candidate & { point: RecoveryPoint })[];
}

/** Values opened at once: the rate of KMS is the account's. */
const OPENED_AT_ONCE = 10;

/**
 * Opens the recovery points of another parameter: all of them, or the one that is named.
 * @throws VaultError `NotFound` where it has none, or not that one
 */
export async function openForeign(
  ports: { ledger: Pick<Ledger, "rows">; key: Opener },
  parameter: ProtectedParameter,
  named: string | undefined,
): Promise<Foreign> {
  const rows = await ports.ledger.rows(parameter.arn);
  const points = pointsOf({ rows }).filter(({ id }) => named === undefined || id === named);
  if (points.length === 0) {
    const which = named === undefined ? "no recovery point" : `no recovery point "${named}"`;
    const hint = `${cliCommand("history", parameter.name)} shows what the vault holds`;
    throw new VaultError("NotFound", `the vault holds ${which} of "${parameter.name}"`, hint);
  }
  const open = async (point: RecoveryPoint) => {
    try {
      return [{ id: foreignId(point.id), point, value: await openPoint(ports.key, parameter, rows, point) }];
    } catch (error) {
      if (error instanceof VaultError && error.code === "Damaged") return [];
      throw error;
    }
  };
  const opened = await pMap(points.toReversed(), open, { concurrency: OPENED_AT_ONCE });
  return { parameter, candidates: opened.flat() };
}

/**
 * The recovery point whose value may be copied: the newest that is proved to open what decides, the state, or of a stage
 * without one the secrets. Its own evidence is all that speaks for a value from elsewhere.
 */
export function chooseForeign(
  { parameter: { name }, candidates }: Foreign,
  { opens, evidence, verdict, cause: because }: Assessment,
  force: boolean,
): Foreign["candidates"][number] | { refused: RestoreCause } {
  if (verdict === "ok" && !force) return { refused: { code: "stage-works", because } };
  const decides = (["state", "secrets"] as const).find((artifact) => evidence[artifact].kind === "present");
  if (!decides) return { refused: { code: "foreign-unproved", name, because } };
  const opening = candidates.filter(({ id }) => opens.get(id)?.[decides] === "yes");
  const all = opening.find(({ id }) => opens.get(id)?.secrets !== "no");
  const chosen = all ?? opening[0];
  if (chosen) return chosen;
  const tried = candidates.every(({ id }) => opens.get(id)?.[decides] === "no");
  return {
    refused: tried
      ? { code: "foreign-does-not-open", name, artifact: decides }
      : { code: "foreign-unproved", name, because },
  };
}

/** Records in the source's ledger that its value was copied, by whom and where to; once for a request. */
export async function recordCopy(
  ports: AppendPorts & { announcer: Announcer },
  source: ProtectedParameter,
  { actor, reason, requestId }: Pick<RestoreRequest, "actor" | "reason" | "requestId">,
  copied: { recoveryPoint: string | null; to: string },
): Promise<void> {
  const now = ports.clock.now().toISOString();
  await untilWon(ports.clock, source.name, async () => {
    const rows = await ports.ledger.tail(source.arn, now);
    if (requestId !== undefined && rows.some(({ entry }) => entry.requestId === requestId)) return true;
    const { life } = ledgerState(source.arn, rows);
    const entry = owedEntry("revealed", now, life, {
      actor: actor ? { arn: actor, proof: "stated" } : null,
      detail: { recoveryPoint: copied.recoveryPoint, copiedTo: copied.to, statedReason: reason ?? null },
      requestId: requestId ?? null,
    });
    const { appended, complete } = await appendOwed(ports, source, rows, null, [entry]);
    if (appended.length > 0) await ports.announcer.announce(appended);
    return complete ? true : null;
  });
}
