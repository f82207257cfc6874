import { isKnown, type LedgerState, newestSeen, newestVersion, stateAfter } from "../ledger/ledger-state.ts";
import { newRecoveryPointId } from "../ledger/recovery-point.ts";
import { newest, type Observation } from "../observation.ts";
import type { Hint } from "./hint.ts";
import { deletion, gap, kept, type OwedEntry, owedEntry, toldBy, unreadable } from "./owed-entry.ts";
import { EVENT_SLACK_SECONDS, explains, later, mayBeOf, second } from "./seconds.ts";

/** `lag`: Parameter Store does not show yet what the hint told of; what is found is kept, then look again. */
interface Reconciliation {
  owed: OwedEntry[];
  lag: boolean;
}

type Present = Extract<Observation, { present: true }>;

/** A hint, and whether nobody tells of it again: then what shows now settles it. */
export interface Asked {
  hint: Hint;
  last: boolean;
}

export interface ReconcileOptions {
  /** For how long after a change a contradiction is taken for read lag. */
  lagSeconds: number;
  /** The ledger was read before Parameter Store, so only the latter's own lag can make the observation older. */
  inOrder: boolean;
}

export interface Reconciled {
  owed: OwedEntry[];
  /** The hints whose change does not show yet; what is found is kept, then look again. */
  lagging: ReadonlySet<Hint>;
  /** The observation may be older than the ledger, and what it leads to is not to be believed: look again, in order. */
  outdated: boolean;
}

/**
 * What the ledger lacks of what Parameter Store shows, oldest first, by all that is told of one parameter. Pure; the
 * heart of capture.
 *
 * For `lagSeconds` after a change a contradiction is taken for read lag; after that the store wins. Time is monotone in
 * the store, so what is older than the ledger never is news. Where the two were not read in order, only what is present
 * is believed: a version that the ledger lacks is one, whatever has happened since.
 */
export function reconcile(
  state: LedgerState,
  observation: Observation,
  asked: readonly Asked[],
  { lagSeconds, inOrder }: ReconcileOptions,
): Reconciled {
  const owed: OwedEntry[] = [];
  const lagging = new Set<Hint>();
  const overtaken = !inOrder && observation.present && endedSince(state, observation);
  let after = state;
  for (const { hint, last } of sorted(asked, state.open)) {
    const recent = (time: string | undefined) =>
      time !== undefined && Date.parse(observation.at) - Date.parse(time) < lagSeconds * 1000;
    const told = { hint, last, young: !last && recent(hint.at) };
    const found = observation.present
      ? present(after, observation, told, recent)
      : absent(after, observation.at, told, recent);
    owed.push(...found.owed);
    if (found.lag || (overtaken && !last)) lagging.add(hint);
    after = stateAfter(
      after,
      found.owed.map((entry) => toldBy(entry, observation.at)),
    );
  }
  const isDoubtful = observation.present ? relation(state, observation) === "older" : owed.length > 0;
  return { owed, lagging, outdated: !inOrder && isDoubtful };
}

/**
 * Whether a life that is shown may have ended since: the ledger tells of a deletion, or of a value that was missed, of
 * that time, which whoever recorded it could not know for this life's.
 */
function endedSince(state: LedgerState, observation: Present): boolean {
  const shown = second(newest(observation.versions).createdAt);
  const isOver = [...state.deletions, ...state.unseen].some((at) => second(at) >= shown);
  return isOver && !state.open && relation(state, observation) === "newer";
}

/**
 * By time. Within a second a deletion comes first where it can have ended the life that the ledger knows, and last where
 * it can only have ended one that is new.
 */
function sorted(asked: readonly Asked[], open: boolean): Asked[] {
  const rank = ({ hint }: Asked) => ((hint.kind === "delete") === open ? 0 : 1);
  return asked.toSorted((a, b) => second(a.hint.at) - second(b.hint.at) || rank(a) - rank(b));
}

/**
 * Whether the ledger alone settles a hint: it holds the very change, or what was created after it, by a look that must
 * have seen the change as well.
 */
export function isSettled(state: LedgerState, hint: Hint): boolean {
  switch (hint.kind) {
    case "create":
    case "update": {
      const isSeen = [...state.times].some((time) => explains(time, hint));
      const isPassed = [...state.times].some((time) => second(time) > second(hint.at) + 1);
      return (isSeen && isPassed) || isVeryVersion(state, hint);
    }
    case "delete":
      // One recorded in the very second in which the newest life began may be that of the life before.
      return state.life > 0 && (state.open ? second(hint.at) < lifeBegan(state) : isRecorded(state, hint));
    case "look":
      return state.life > 0;
    case "listed":
    case "unlisted":
      return false;
  }
}

/** Whether the version that a trail tells of is the one that the ledger knows, and not that of a life begun since. */
function isVeryVersion(state: LedgerState, hint: Hint): boolean {
  const seen = hint.version === undefined ? undefined : state.seen.get(hint.version);
  if (seen === undefined || !explains(seen, hint)) return false;
  return !state.deletions.some((time) => Math.abs(second(time) - second(hint.at)) <= 2);
}

/** Whether a time is so near that the store may not show it yet. */
type Recent = (time: string | undefined) => boolean;

/** A hint; `young`: the store may not show its change yet. */
interface Believed extends Asked {
  young: boolean;
}

function present(state: LedgerState, observation: Present, { hint, young }: Believed, recent: Recent): Reconciliation {
  switch (relation(state, observation)) {
    case "newer":
      return settled(...newLife(state, observation, hint));
    case "older":
      return { owed: [], lag: young };
    case "same": {
      if (!state.open && !recent(state.closedAt ?? undefined)) {
        // The deletion was no deletion: the life it closed is still there, long after.
        return settled(...newLife(state, observation, hint));
      }
      const owed = [...unseenBefore(state, observation, hint), ...newVersions(state, observation, hint, state.life)];
      return { owed, lag: young && !(state.open && agrees(state, observation, hint)) };
    }
  }
}

/**
 * Whether the versions shown continue the newest life, or belong to a newer or an older one. SSM numbers
 * restart in each life, so a version is only the same where its time is the same too.
 */
function relation(state: LedgerState, { versions, at }: Present): "same" | "newer" | "older" {
  if (state.life === 0) return "newer";
  const shown = newest(versions);
  const clash = versions.some(({ version, createdAt }) => (state.seen.get(version) ?? createdAt) !== createdAt);
  if (!clash && shown.version >= newestVersion(state)) return "same";
  const known = newestSeen(state) ?? "";
  // No version is of a time to come: somebody made it up in the ledger, so that what is written until then passes for old.
  const isMadeUp = Date.parse(known) - Date.parse(at) > CLOCKS_DIFFER_MS;
  return shown.createdAt > known || isMadeUp ? "newer" : "older";
}

/** Parameter Store's clock and ours differ by less. */
const CLOCKS_DIFFER_MS = 300_000;

/** Whether a store that shows the newest life, open, is what the hint made one expect. */
function agrees(state: LedgerState, { versions }: Present, hint: Hint): boolean {
  if (hint.kind === "delete") return !endsThisLife(state, hint);
  if (hint.kind === "unlisted") return false;
  if (hint.kind === "create" || hint.kind === "update") {
    const shown = newest(versions);
    if (shown.version < (hint.version ?? (hint.kind === "update" ? 2 : 1))) return false;
    // One that the ledger has already is no news, unless it is the very change: of two within seconds the store may
    // still show the first.
    const slack = state.seen.has(shown.version) ? 1 + (hint.lateSeconds ?? 0) : EVENT_SLACK_SECONDS;
    return second(shown.createdAt) >= second(hint.at) - slack;
  }
  return true;
}

/** Whether a delete event can be about the newest life: not from before it, and not recorded already. */
function endsThisLife(state: LedgerState, hint: Hint): boolean {
  return second(hint.at) >= lifeBegan(state) && !isRecorded(state, hint);
}

function isRecorded({ deletions }: LedgerState, hint: Hint): boolean {
  return deletions.some((time) => mayBeOf(time, hint));
}

/** The second in which the newest life began, as far as the ledger knows. */
function lifeBegan({ seen }: LedgerState): number {
  return [...seen.values()].map(second).reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

function newLife(state: LedgerState, observation: Present, hint: Hint): OwedEntry[] {
  const ended = state.open ? [endBefore(state, observation.versions[0].createdAt, hint)] : [];
  return [
    ...ended,
    ...unseenBefore(state, observation, hint),
    ...newVersions(state, observation, hint, state.life + 1),
  ];
}

/** The note owed for a change from before the life that is shown: what it told of was gone before it could be read. */
function unseenBefore(state: LedgerState, { versions }: Present, hint: Hint): OwedEntry[] {
  const [{ createdAt, version }] = versions;
  if (hint.kind === "delete" || explains(createdAt, hint) || second(hint.at) > second(createdAt)) return [];
  // Versions that are no longer in the history are one gap, however many events tell of them.
  if (version > 1 && second(hint.at) >= lifeBegan(state)) return [];
  return unseen(state, hint);
}

/** A life that ended before another began: at the time a delete event gives, where that can be true. */
function endBefore(state: LedgerState, begun: string, hint: Hint): OwedEntry {
  const told = hint.kind === "delete" && second(hint.at) >= second(newestSeen(state) ?? hint.at) && hint.at <= begun;
  return told ? deletion(state, hint.at, false) : deletion(state, begun, true);
}

function newVersions(state: LedgerState, { versions, at }: Present, hint: Hint, life: number): OwedEntry[] {
  const sameLife = life === state.life;
  const firstSight = !isKnown(state);
  const owed: OwedEntry[] = [];
  const next = (sameLife ? state.highest : 0) + 1;
  if (!firstSight && versions[0].version > next) owed.push(gap(next, versions[0], life));
  const taken = new Set(state.ids);
  for (const shown of versions) {
    if (sameLife && state.points.has(shown.version)) continue;
    if (!shown.value) {
      if (!sameLife || !state.seen.has(shown.version)) owed.push(unreadable(shown, life));
      continue;
    }
    const id = newRecoveryPointId(shown.createdAt, shown.version, taken);
    taken.add(id);
    const { value, unreadable: _, ...settings } = shown;
    const point = { ...settings, id, life, source: hint.source };
    const beforeVault = firstSight && !explains(shown.createdAt, hint);
    owed.push(kept({ point, value }, beforeVault ? { beforeVault: true, firstSeen: at } : {}));
  }
  return owed;
}

function absent(state: LedgerState, at: string, { hint, last, young }: Believed, recent: Recent): Reconciliation {
  if (state.open) {
    if (hint.kind === "delete" && endsThisLife(state, hint)) {
      if (doubtful(state, at, hint)) return { owed: [], lag: true };
      return settled(deletion(state, later(hint.at, newestSeen(state) ?? ""), false));
    }
    if (recent(newestSeen(state)) || (young && EXPECTS_PRESENCE.has(hint.kind))) {
      // Whether a version of a moment ago is gone, others will tell; what the hint is about is from long before it.
      return last ? settled(...unseen(state, hint)) : { owed: [], lag: true };
    }
    return settled(deletion(state, at, true), ...unseen(state, hint));
  }
  const owed = unseen(state, hint);
  // A deletion that is not recorded is that of a life which somebody may be about to record.
  const surprised = owed.length > 0 || hint.kind === "listed" || (hint.kind === "delete" && !isRecorded(state, hint));
  return surprised && young ? { owed: [], lag: true } : settled(...owed);
}

/**
 * A deletion told of the very second in which the life began may be that of the life before, which was never
 * seen, while an old copy of the store still shows the moment between the two: look again for some seconds.
 */
function doubtful(state: LedgerState, at: string, hint: Hint): boolean {
  const known = newestSeen(state) ?? "";
  return mayBeOf(known, hint) && Date.parse(at) - Date.parse(known) < EVENT_SLACK_SECONDS * 1000;
}

const EXPECTS_PRESENCE = new Set<Hint["kind"]>(["create", "update", "listed"]);

/** The one note owed for a change whose value was gone before it could be read, unless something explains it. */
function unseen(state: LedgerState, hint: Hint): OwedEntry[] {
  const changed = hint.kind === "create" || hint.kind === "update";
  const neverHeldOf = hint.kind === "delete" && !isKnown(state);
  if (!changed && !neverHeldOf) return [];
  if ([...state.times, ...state.unseen].some((time) => explains(time, hint))) return [];
  const detail = { reason: "deleted before it could be read", operation: hint.kind };
  return [owedEntry("capture-missed", hint.at, state.life, { detail })];
}

function settled(...owed: OwedEntry[]): Reconciliation {
  return { owed, lag: false };
}
