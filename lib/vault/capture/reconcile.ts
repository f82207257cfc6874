import { isKnown, type LedgerState, newestSeen, newestVersion } from "../ledger/ledger-state.ts";
import { newRecoveryPointId } from "../ledger/recovery-point.ts";
import { newest, type Observation } from "../observation.ts";
import type { Hint } from "./hint.ts";
import { deletion, gap, kept, type OwedEntry, owedEntry, unreadable } from "./owed-entry.ts";
import { EVENT_SLACK_SECONDS, explains, later, mayBeOf, second } from "./seconds.ts";

/** `lag`: Parameter Store does not show yet what the hint told of; what is found is kept, then look again. */
export interface Reconciliation {
  owed: OwedEntry[];
  lag: boolean;
}

type Present = Extract<Observation, { present: true }>;

/**
 * What the ledger lacks of what Parameter Store shows, oldest first. Pure; the heart of capture.
 *
 * The observation must be younger than the state (read the ledger first), so only Parameter Store's own
 * read lag can make it older. For `lagSeconds` after a change a contradiction is taken for such lag; after
 * that the store wins. Time is monotone in the store, so what is older than the ledger never is news.
 */
export function reconcile(
  state: LedgerState,
  observation: Observation,
  hint: Hint,
  lagSeconds: number,
): Reconciliation {
  const recent = (time: string | undefined) =>
    time !== undefined && Date.parse(observation.at) - Date.parse(time) < lagSeconds * 1000;
  return observation.present ? present(state, observation, hint, recent) : absent(state, observation.at, hint, recent);
}

/** Whether a time is so near that the store may not show it yet. */
type Recent = (time: string | undefined) => boolean;

function present(state: LedgerState, observation: Present, hint: Hint, recent: Recent): Reconciliation {
  switch (relation(state, observation)) {
    case "newer":
      return settled(...newLife(state, observation, hint));
    case "older":
      return { owed: [], lag: recent(hint.at) };
    case "same": {
      if (!state.open && !recent(state.closedAt ?? undefined)) {
        // The deletion was no deletion: the life it closed is still there, long after.
        return settled(...newLife(state, observation, hint));
      }
      const owed = [...unseenBefore(state, observation, hint), ...newVersions(state, observation, hint, state.life)];
      return { owed, lag: recent(hint.at) && !(state.open && agrees(state, observation, hint)) };
    }
  }
}

/**
 * Whether the versions shown continue the newest life, or belong to a newer or an older one. SSM numbers
 * restart in each life, so a version is only the same where its time is the same too.
 */
function relation(state: LedgerState, { versions }: Present): "same" | "newer" | "older" {
  if (state.life === 0) return "newer";
  const shown = newest(versions);
  const clash = versions.some(({ version, createdAt }) => (state.seen.get(version) ?? createdAt) !== createdAt);
  if (!clash && shown.version >= newestVersion(state)) return "same";
  return shown.createdAt > (newestSeen(state) ?? "") ? "newer" : "older";
}

/** Whether a store that shows the newest life, open, is what the hint made one expect. */
function agrees(state: LedgerState, { versions }: Present, hint: Hint): boolean {
  if (hint.kind === "delete") return !endsThisLife(state, hint);
  if (hint.kind === "unlisted") return false;
  if (hint.kind === "create" || hint.kind === "update") {
    const shown = newest(versions);
    // One that the ledger has already is no news, unless it is the very change: of two within seconds the store may
    // still show the first.
    const slack = state.seen.has(shown.version) ? 1 + (hint.lateSeconds ?? 0) : EVENT_SLACK_SECONDS;
    return second(shown.createdAt) >= second(hint.at) - slack;
  }
  return true;
}

/** Whether a delete event can be about the newest life: not from before it, and not recorded already. */
function endsThisLife(state: LedgerState, hint: Hint): boolean {
  return second(hint.at) >= lifeBegan(state) && !state.deletions.some((time) => mayBeOf(time, hint));
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

function absent(state: LedgerState, at: string, hint: Hint, recent: Recent): Reconciliation {
  if (state.open) {
    if (hint.kind === "delete" && endsThisLife(state, hint)) {
      if (doubtful(state, at, hint)) return { owed: [], lag: true };
      return settled(deletion(state, later(hint.at, newestSeen(state) ?? ""), false));
    }
    if (recent(newestSeen(state)) || (recent(hint.at) && EXPECTS_PRESENCE.has(hint.kind))) {
      return { owed: [], lag: true };
    }
    return settled(deletion(state, at, true), ...unseen(state, hint));
  }
  const owed = unseen(state, hint);
  const surprised = owed.length > 0 || hint.kind === "listed";
  return surprised && recent(hint.at) ? { owed: [], lag: true } : settled(...owed);
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
