import pMap from "p-map";
import { opensSecrets, opensState } from "../../sst/opens.ts";
import type { Passphrase } from "../../sst/passphrase.ts";
import type { ArtifactName } from "../cause.ts";
import { VaultError } from "../errors.ts";
import { openPoint } from "../ledger/open-point.ts";
import { type ProtectedParameter, protectedParameter } from "../parameter.ts";
import type { Clock, Ledger, Opener, StatusReader } from "../ports.ts";
import { allRows } from "../status/all-rows.ts";
import type { LiveRow } from "../status/live-row.ts";
import type { Artifacts } from "./artifact.ts";
import { pointsOf } from "./candidates.ts";

/** A recovery point of another parameter that opens what none of a stage's own does. */
interface Elsewhere {
  name: string;
  recoveryPoint: string;
}

/**
 * What a search came to. `tried` of `of` recovery points: it is bounded, and what was not tried is said. It holds for
 * the artifacts of these ETags, as long as the vault has no other recovery points.
 */
export interface Search {
  etags: string;
  found: Elsewhere | null;
  tried: number;
  of: number;
}

interface SearchPorts {
  status: Pick<StatusReader, "list">;
  ledger: Pick<Ledger, "rows">;
  key: Opener;
  clock: Clock;
}

/** So long values are collected, and so long in all; a verify has two minutes for everything. */
const COLLECT_SECONDS = 20;
const SEARCH_SECONDS = 45;
/** So many values are tried on the state, each at a second of one core; on the secrets all are. */
const MAX_STATE_TRIES = 60;
/** PBKDF2 runs at once: as many as the function has vCPUs. */
const AT_ONCE = 2;
/** Ledgers read and values opened at once: the rates are the account's. */
const READS_AT_ONCE = 10;

/**
 * Looks through the other parameters of the vault for a value that opens a stage which none of its own recovery points
 * does: an app or a stage that was renamed, a state that was copied, a passphrase stored under a wrong name.
 * @param files the stage's artifacts
 * @param unopened those of them that nothing opens
 * @param before what an earlier search came to, which need not be run again where nothing changed; null to search anyhow
 */
export async function searchElsewhere(
  ports: SearchPorts,
  parameter: ProtectedParameter,
  files: Artifacts,
  unopened: readonly ArtifactName[],
  before: Search | null,
): Promise<Search> {
  const started = ports.clock.now().getTime();
  const elapsed = () => (ports.clock.now().getTime() - started) / 1000;
  const others = await otherParameters(ports.status, parameter);
  const of = total(others);
  const etags = unopened.map((name) => etagOf(files[name])).join(" ");
  if (before?.etags === etags && before.of === of) return before;
  const values = await valuesOf(ports, parameter, others, elapsed);

  const secrets = unopened.includes("secrets") && files.secrets?.kind === "present" ? files.secrets.file : null;
  const state = unopened.includes("state") && files.state?.kind === "present" ? files.state.file : null;
  const opening = secrets ? values.filter(({ value }) => opensSecrets(secrets, value)) : [];
  const told = (value: Found | undefined, tried: number): Search => ({
    etags,
    found: value ? where(value) : null,
    tried,
    of,
  });
  const points = (some: readonly Found[]) => some.reduce((sum, { same }) => sum + same, 0);
  // Only what opens the state may be restored from there (`chooseForeign`), unless there is no state.
  if (!state) return told(files.state?.kind === "present" ? undefined : opening[0], points(values));

  // What opens the secrets most likely opens the state, too.
  const ordered = [...opening, ...values.filter((value) => !opening.includes(value))];
  for (let start = 0; start < ordered.length; start += AT_ONCE) {
    if (start >= MAX_STATE_TRIES || elapsed() > SEARCH_SECONDS) {
      return told(undefined, points(ordered.slice(0, start)));
    }
    const batch = ordered.slice(start, start + AT_ONCE);
    const answers = await Promise.all(batch.map(({ value }) => opensState(state, value)));
    const found = batch.find((_, n) => answers[n]);
    if (found) return told(found, points(ordered.slice(0, start + AT_ONCE)));
  }
  return told(undefined, points(ordered));
}

function etagOf(artifact: Artifacts["state"] | Artifacts["secrets"]): string {
  return artifact?.kind === "present" ? artifact.etag : "";
}

/** A value of another parameter, by the newest recovery point that holds it; `same`: how many do. */
interface Found extends Elsewhere {
  value: Passphrase;
  same: number;
}

function where({ name, recoveryPoint }: Found): Elsewhere {
  return { name, recoveryPoint };
}

/** The other parameters below the vault's prefix that have recovery points, likely ones first. */
async function otherParameters(status: SearchPorts["status"], parameter: ProtectedParameter): Promise<LiveRow[]> {
  const { rows } = await allRows(status, prefixOf(parameter));
  const others = rows.filter((row) => row.parameter !== parameter.arn && row.recoveryPoints > 0);
  return others.sort((a, b) => unlikelihood(parameter, a) - unlikelihood(parameter, b) || newestFirst(a, b));
}

function total(rows: readonly LiveRow[]): number {
  return rows.reduce((sum, { recoveryPoints }) => sum + recoveryPoints, 0);
}

/** How many recovery points the other parameters have: where these become more, a search may find what it did not. */
export async function recoveryPointsElsewhere(
  status: SearchPorts["status"],
  parameter: ProtectedParameter,
): Promise<number> {
  return total(await otherParameters(status, parameter));
}

/** What stands before `<app>/<stage>` in a stage's name. */
function prefixOf({ name, app, stage }: ProtectedParameter): string {
  return name.slice(0, name.length - `${app}/${stage}`.length);
}

/** A renamed app keeps its stages, a renamed stage its app. */
function unlikelihood({ app, stage }: ProtectedParameter, other: LiveRow): number {
  if (other.stage === stage) return 0;
  return other.app === app ? 1 : 2;
}

function newestFirst(a: LiveRow, b: LiveRow): number {
  return Date.parse(b.latest?.createdAt ?? "") - Date.parse(a.latest?.createdAt ?? "") || 0;
}

/** The different values of those parameters, in their order, each parameter's newest first; as many as time allows. */
async function valuesOf(
  ports: SearchPorts,
  { arn }: ProtectedParameter,
  others: readonly LiveRow[],
  elapsed: () => number,
): Promise<Found[]> {
  const [, partition = "aws"] = arn.split(":");
  const read = async ({ account, region, name }: LiveRow) => {
    if (elapsed() > COLLECT_SECONDS) return [];
    const other = protectedParameter({ partition, account, region, prefix: "" }, name);
    const rows = await ports.ledger.rows(other.arn);
    const points = pointsOf({ rows }).toReversed();
    const opened = await pMap(points, (point) => openPoint(ports.key, other, rows, point).catch(ifDamaged), {
      concurrency: READS_AT_ONCE,
    });
    return opened.flatMap((value, n) => (value ? [{ name, recoveryPoint: points[n]?.id ?? "", value, same: 1 }] : []));
  };
  const all = (await pMap(others, read, { concurrency: READS_AT_ONCE })).flat();
  const different = new Map<string, Found>();
  for (const found of all) {
    // Within this process only, and gone with it.
    const known = different.get(found.value.reveal());
    if (known) known.same += 1;
    else different.set(found.value.reveal(), found);
  }
  return [...different.values()];
}

function ifDamaged(error: unknown): null {
  if (error instanceof VaultError && error.code === "Damaged") return null;
  throw error;
}
