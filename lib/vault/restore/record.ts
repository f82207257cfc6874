import type { RestoreResponse } from "../api.ts";
import { type LookOptions, type LookPorts, look, type Stock } from "../capture/look.ts";
import type { OwedEntry } from "../capture/owed-entry.ts";
import { VaultError } from "../errors.ts";
import type { LedgerRow } from "../ledger/ledger.ts";
import type { LedgerState } from "../ledger/ledger-state.ts";
import type { RecoveryPoint } from "../ledger/recovery-point.ts";
import { newest } from "../observation.ts";
import type { ProtectedParameter } from "../parameter.ts";
import { type Asked, outcomeEntry } from "./answer.ts";

/** A write that is done and not yet in the ledger. */
export interface Written {
  version: number;
  warnings: string[];
  /** When it was asked for, ISO 8601: its version is from then on. */
  at: string;
  /** The recovery points from before it: the store may lag, and none of these is what was written. */
  before: ReadonlySet<string>;
}

/** A look with nothing to believe. A person waits: read lag is waited for three seconds, then what shows counts. */
export function lookNow(ports: LookPorts, { arn }: ProtectedParameter): LookOptions {
  return {
    hint: { kind: "look", at: ports.clock.now().toISOString(), source: "restore" },
    lagSeconds: (last) => (last ? 0 : 60),
    read: () => ports.ledger.rows(arn),
  };
}

/** Records a refusal: who asked for what, and why not. */
export async function recordRefusal(
  ports: LookPorts,
  parameter: ProtectedParameter,
  asked: Asked,
  refused: RestoreResponse,
): Promise<void> {
  await look(ports, parameter, {
    ...lookNow(ports, parameter),
    besides: ({ state, rows }) => {
      if (isRecorded(rows, asked.requestId)) return [];
      return [outcomeEntry(refused, asked, state.life, ports.clock.now().toISOString())];
    },
  });
}

/**
 * Records a write that is done: the entry of the new version, if capture has not made it yet, and `restored`,
 * unless a run of the same request has. What was replaced is the version before ours, whoever wrote it.
 */
export async function recordWrite(
  ports: LookPorts,
  parameter: ProtectedParameter,
  asked: Asked,
  planned: RestoreResponse,
  { at, version, warnings, before }: Written,
): Promise<RestoreResponse> {
  let answer: RestoreResponse | null = null;
  await look(ports, parameter, {
    hint: { kind: "update", at, source: "restore" },
    lagSeconds: () => Number.POSITIVE_INFINITY,
    read: () => ports.ledger.tail(parameter.arn, at),
    besides: ({ state, rows }, owed) => {
      const shown = pointOf(version, owed, state);
      const created = shown && !before.has(shown.id) ? shown : undefined;
      answer = {
        ...planned,
        outcome: "restored",
        reason: `the value of recovery point ${planned.recoveryPoint} is live again`,
        replaced: pointOf(version - 1, owed, state, created?.life)?.id ?? null,
        wasAbsent: version === 1,
        created: created?.id ?? null,
        parameterVersion: version,
        warnings,
      };
      if (isRecorded(rows, asked.requestId)) return [];
      return [outcomeEntry(answer, asked, created?.life ?? state.life, ports.clock.now().toISOString())];
    },
  });
  if (!answer) throw new VaultError("Unexpected", `the restore of "${parameter.name}" was done but not recorded`);
  return answer;
}

/** A restore that was cut off can be taken up for so long: many times what a function may run. */
const CUT_OFF_MS = 15 * 60_000;

/**
 * A restore that was cut off between its write and its record: the live value was written by this very
 * function some minutes ago at most, and no `restored` entry tells of it. Who had asked is not known any more.
 * @param self the ARN under which this function shows up as a writer
 */
export function unrecorded({ rows, state, observation }: Stock, self: string): Written | null {
  const live = observation.present ? newest(observation.versions) : null;
  if (live?.createdBy !== self) return null;
  if (Date.parse(observation.at) - Date.parse(live.createdAt) > CUT_OFF_MS) return null;
  const told = rows.some(
    ({ entry }) =>
      entry.type === "restored" && entry.life === state.life && entry.detail.parameterVersion === live.version,
  );
  if (told) return null;
  const warning =
    "an earlier restore was cut off after it had written this value: it is recorded now, its tags may be missing";
  return { version: live.version, warnings: [warning], before: new Set(), at: live.createdAt };
}

/** The recovery point of that version: just found, or in the ledger's newest life; of that life, where one is given. */
function pointOf(
  version: number,
  owed: OwedEntry[],
  state: LedgerState,
  life?: number,
): Pick<RecoveryPoint, "id" | "life"> | undefined {
  const found = owed.find(({ kept }) => kept?.point.version === version)?.kept?.point;
  const known = found ?? state.points.get(version);
  return life === undefined || known?.life === life ? known : undefined;
}

function isRecorded(rows: LedgerRow[], requestId: string | undefined): boolean {
  return requestId !== undefined && rows.some(({ entry }) => entry.requestId === requestId);
}
