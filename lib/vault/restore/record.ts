import type { Passphrase } from "../../sst/passphrase.ts";
import type { Opens, RestoreResponse } from "../api.ts";
import { type LookOptions, type LookPorts, look, type Stock } from "../capture/look.ts";
import type { OwedEntry } from "../capture/owed-entry.ts";
import { cliCommand } from "../commands.ts";
import { VaultError } from "../errors.ts";
import type { LedgerRow } from "../ledger/ledger.ts";
import { newest, type StoreVersion } from "../observation.ts";
import type { ProtectedParameter } from "../parameter.ts";
import { type Asked, answer, outcomeEntry } from "./answer.ts";
import type { RestoreCause, RestoreWarning } from "./cause.ts";

/** A write that is done and not yet in the ledger, with what the plan that wrote it knew. */
export interface Written {
  version: number;
  value: Passphrase;
  /** The recovery point that the value came from; null where that is not known. */
  source: string | null;
  /** The name of the other parameter that recovery point is of; null for one of its own. */
  from: string | null;
  opens: Opens;
  /** The recovery point of what the plan replaced; null for none, and where another writer came between. */
  replaced: string | null;
  warnings: RestoreWarning[];
  /** When it was asked for, ISO 8601: its version is from then on. */
  at: string;
  /** The versions known before it, by their `identity`. */
  before: ReadonlySet<string>;
  /** Whether that version read back as the value. */
  readBack: boolean;
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
 * Records a write that is done: the entry of the new version, if capture has not made it yet, and `restored`, which says
 * where the value came from by the plan that wrote it, and whether it is still live. What was replaced is the version
 * before ours, whoever wrote it.
 * @throws VaultError `Unexpected` where the version neither read back nor shows
 */
export async function recordWrite(
  ports: LookPorts,
  parameter: ProtectedParameter,
  asked: Asked,
  written: Written,
): Promise<RestoreResponse> {
  let answered: RestoreResponse | null = null;
  await look(ports, parameter, {
    hint: { kind: written.version === 1 ? "create" : "update", at: written.at, source: "restore" },
    lagSeconds: () => Number.POSITIVE_INFINITY,
    read: () => ports.ledger.tail(parameter.arn, written.at),
    besides: (stock, owed) => {
      const { ours, instead } = standing(stock, written);
      if (!written.readBack && instead === null) return [];
      const points = [...owed.flatMap(({ kept }) => kept?.point ?? []), ...stock.state.points.values()];
      const pointOf = (shown: StoreVersion | null) =>
        points.find((point) => shown && identity(point) === identity(shown)) ?? null;
      const { source: recoveryPoint, version, opens } = written;
      const told = causeOf(written, instead, (shown) => pointOf(shown)?.id ?? null);
      const created = pointOf(ours);
      answered = answer(parameter, {
        outcome: "restored",
        cause: told,
        recoveryPoint,
        ...(written.from !== null && { from: written.from }),
        opens,
        replaced: ours ? (pointOf(replacedBy(stock, written))?.id ?? null) : written.replaced,
        wasAbsent: version === 1,
        created: created?.id ?? null,
        parameterVersion: version,
        warnings: [...written.warnings, ...(told.code === "restored" ? [] : [told])],
      });
      const time = ports.clock.now().toISOString();
      return entryOf(answered, asked, stock.rows, created?.life ?? stock.state.life, time);
    },
  });
  if (answered) return answered;
  throw new VaultError(
    "Unexpected",
    `version ${written.version} of "${parameter.name}" was written but does not read back as the value restored`,
    `${cliCommand("history", parameter.name)} shows what stands there now`,
  );
}

/** The entry, unless it is there; of two runs of one request the later one's write has no id, which is the first's. */
function entryOf(answered: RestoreResponse, asked: Asked, rows: LedgerRow[], life: number, time: string): OwedEntry[] {
  const { parameterVersion } = answered;
  const { requestId } = asked;
  const same = rows.some(
    ({ entry }) =>
      requestId !== undefined &&
      entry.requestId === requestId &&
      entry.type === "restored" &&
      entry.detail.parameterVersion === parameterVersion,
  );
  if (same) return [];
  return [outcomeEntry(answered, isRecorded(rows, requestId) ? { ...asked, requestId: undefined } : asked, life, time)];
}

type OfWrite = Extract<RestoreCause, { code: "restored" | "replaced-again" | "gone-again" }>;

function causeOf(
  { source: recoveryPoint, from, version }: Written,
  instead: StoreVersion | "nothing" | null,
  idOf: (shown: StoreVersion) => string | null,
): OfWrite {
  if (instead === null) return { code: "restored", recoveryPoint, ...(from !== null && { from }) };
  if (instead === "nothing") return { code: "gone-again", recoveryPoint, version };
  const { version: theirs, createdAt, createdBy } = instead;
  const by = { version: theirs, createdAt, createdBy, recoveryPoint: idOf(instead) };
  return { code: "replaced-again", recoveryPoint, version, by };
}

/**
 * What stands of a write: its version where it shows, and what is live instead of its value. Where Parameter Store does
 * not show it yet, nothing is: it read back.
 */
function standing({ observation }: Pick<Stock, "observation">, written: Written) {
  if (!observation.present) return { ours: null, instead: "nothing" as const, lags: true };
  const { versions } = observation;
  const ours = versions.find((shown) => shown.version === written.version && holds(written, shown)) ?? null;
  const shown = newest(versions);
  const isOld = (of: StoreVersion) => written.before.has(identity(of));
  const lags = isOld(shown) || (shown.version < written.version && versions.some(isOld));
  return { ours, instead: lags || holds(written, shown) ? null : shown, lags };
}

/** Whether Parameter Store does not show a write yet. */
export function isBehind(stock: Pick<Stock, "observation">, written: Written): boolean {
  return standing(stock, written).lags;
}

/** Whether a version may be the write, or one like it: a put whose answer is lost is made again. */
function holds({ before, value }: Written, shown: StoreVersion): boolean {
  return !before.has(identity(shown)) && shown.value?.equals(value) === true;
}

/** The version that a write replaced: the newest before it that is not one of its own. */
function replacedBy({ observation }: Stock, written: Written): StoreVersion | null {
  const older = observation.present ? observation.versions.filter(({ version }) => version < written.version) : [];
  return older.findLast((shown) => !holds(written, shown)) ?? null;
}

/** Of two versions with one number, in two lives, the times differ. */
function identity({ createdAt, version }: Pick<StoreVersion, "createdAt" | "version">): string {
  return `${createdAt} ${version}`;
}

/** Every version that a stock knows of, but for one. */
export function knownVersions({ rows, observation }: Stock, but: StoreVersion | null = null): Set<string> {
  const points = rows.flatMap(({ entry }) => entry.recoveryPoint ?? []);
  const known = new Set([...points, ...(observation.present ? observation.versions : [])].map(identity));
  if (but) known.delete(identity(but));
  return known;
}

/** A restore that was cut off can be taken up for so long: many times what a function may run. */
const CUT_OFF_MS = 15 * 60_000;

/**
 * The live value where a restore that was cut off between its write and its record wrote it: this very function did,
 * some minutes ago at most, and no `restored` entry tells of it. Who had asked is not known any more.
 * @param self the ARN under which this function shows up as a writer
 */
export function unrecorded({ rows, state, observation }: Stock, self: string): StoreVersion | null {
  const live = observation.present ? newest(observation.versions) : null;
  if (live?.createdBy !== self) return null;
  if (Date.parse(observation.at) - Date.parse(live.createdAt) > CUT_OFF_MS) return null;
  const told = rows.some(
    ({ entry }) =>
      entry.type === "restored" && entry.life === state.life && entry.detail.parameterVersion === live.version,
  );
  return told ? null : live;
}

function isRecorded(rows: LedgerRow[], requestId: string | undefined): boolean {
  return requestId !== undefined && rows.some(({ entry }) => entry.requestId === requestId);
}
