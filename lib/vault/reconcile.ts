import type { Passphrase } from "../sst/passphrase.ts";
import type { Hint } from "./hint.ts";
import type { Draft } from "./ledger.ts";
import type { LedgerState } from "./ledger-state.ts";
import { newest, type Observation, type StoreVersion } from "./observation.ts";
import { type RecoveryPoint, recoveryPointId } from "./recovery-point.ts";

/** An entry that capture owes the ledger. A `kept` one carries a value that is still to be sealed. */
export type Finding = Omit<Draft, "recoveryPoint" | "sealed"> & { kept: Kept | null };
export interface Kept {
  point: Omit<RecoveryPoint, "sealedDigest" | "tags">;
  value: Passphrase;
}

/** `lag`: Parameter Store does not show yet what the hint told of; what is found is kept, then look again. */
export interface Reconciliation {
  findings: Finding[];
  lag: boolean;
}

type Present = Extract<Observation, { present: true }>;

/**
 * What the ledger lacks of what Parameter Store shows, oldest first. Pure; the heart of capture.
 *
 * The observation must be younger than the state (read the ledger first), so only Parameter Store's own
 * read lag can make it older. While `patient`, a contradiction between hint and store is taken for such
 * lag; after that the store wins.
 */
export function reconcile(state: LedgerState, observation: Observation, hint: Hint, patient: boolean): Reconciliation {
  return observation.present
    ? present(state, observation, hint, patient)
    : absent(state, observation.at, hint, patient);
}

function present(state: LedgerState, observation: Present, hint: Hint, patient: boolean): Reconciliation {
  switch (relation(state, observation)) {
    case "same":
      if (state.open) {
        const findings = newVersions(state, observation, hint, state.life);
        return { findings, lag: patient && !agrees(state, observation, hint) };
      }
      // A deleted life shown again: an old copy of the store. Values in it that were never read are kept.
      if (patient) return { findings: newVersions(state, observation, hint, state.life), lag: true };
      return { findings: newLife(state, observation, hint), lag: false };
    case "older":
      return patient ? { findings: [], lag: true } : { findings: newLife(state, observation, hint), lag: false };
    case "newer":
      return { findings: newLife(state, observation, hint), lag: false };
  }
}

/**
 * Whether the versions shown continue the newest life, or belong to a newer or an older one. SSM numbers
 * restart in each life, so a version is only the same where its time is the same too.
 */
function relation(state: LedgerState, { versions }: Present): "same" | "newer" | "older" {
  if (state.life === 0) return "newer";
  const shown = newest(versions);
  const known = Math.max(0, ...state.seen.keys());
  const clash = versions.some(({ version, createdAt }) => (state.seen.get(version) ?? createdAt) !== createdAt);
  if (!clash && shown.version >= known) return "same";
  return shown.createdAt > (state.seen.get(known) ?? "") ? "newer" : "older";
}

/** Whether a store that shows the newest life, open, is what the hint made one expect. */
function agrees(state: LedgerState, { versions }: Present, hint: Hint): boolean {
  if (hint.kind === "delete") {
    const begun = Math.min(...[...state.seen.values(), versions[0].createdAt].map(second));
    return second(hint.at) < begun || state.deletions.some((time) => second(time) === second(hint.at));
  }
  if (hint.kind === "create" || hint.kind === "update") {
    return second(newest(versions).createdAt) >= second(hint.at) - EVENT_SLACK_SECONDS;
  }
  return true;
}

function newLife(state: LedgerState, observation: Present, hint: Hint): Finding[] {
  const ended = state.open ? [endBefore(state, observation.versions[0].createdAt, hint)] : [];
  return [...ended, ...newVersions(state, observation, hint, state.life + 1)];
}

/** A life that ended before another began: at the time a delete event gives, where that can be true. */
function endBefore(state: LedgerState, begun: string, hint: Hint): Finding {
  const last = Math.max(...[...state.seen.values()].map(second));
  const told = hint.kind === "delete" && second(hint.at) >= last && hint.at <= begun;
  return told ? deletion(state, hint.at, false) : deletion(state, begun, true);
}

function newVersions(state: LedgerState, { versions, at }: Present, hint: Hint, life: number): Finding[] {
  const sameLife = life === state.life;
  const firstSight = state.seq === 0;
  const findings: Finding[] = [];
  const next = (sameLife ? state.highest : 0) + 1;
  if (!firstSight && versions[0].version > next) findings.push(gap(next, versions[0], life));
  const taken = new Set(state.ids);
  for (const shown of versions) {
    if (sameLife && state.points.has(shown.version)) continue;
    if (!shown.value) {
      if (!sameLife || !state.seen.has(shown.version)) findings.push(unreadable(shown, life));
      continue;
    }
    const id = recoveryPointId(shown.createdAt, shown.version, taken);
    taken.add(id);
    const { value, unreadable: _, ...settings } = shown;
    const point = { ...settings, id, life, source: hint.source };
    const beforeVault = firstSight && !explains(shown.createdAt, hint);
    findings.push(kept({ point, value }, beforeVault ? { beforeVault: true, firstSeen: at } : {}));
  }
  return findings;
}

function absent(state: LedgerState, at: string, hint: Hint, patient: boolean): Reconciliation {
  if (state.open) {
    const begun = Math.min(...[...state.seen.values()].map(second));
    if (hint.kind === "delete" && second(hint.at) >= begun) return settled(deletion(state, hint.at, false));
    if (hint.kind === "unlisted" || hint.kind === "look") return settled(deletion(state, at, true));
    if (patient) return { findings: [], lag: true };
    return settled(deletion(state, at, true), ...unseen(state, hint));
  }
  const owed = unseen(state, hint);
  const surprised = owed.length > 0 || hint.kind === "listed";
  if (surprised && patient) return { findings: [], lag: true };
  return settled(...owed);
}

/** The one note owed for a change whose value was gone before it could be read, unless something explains it. */
function unseen(state: LedgerState, hint: Hint): Finding[] {
  const changed = hint.kind === "create" || hint.kind === "update";
  const neverHeldOf = hint.kind === "delete" && state.seq === 0;
  if (!changed && !neverHeldOf) return [];
  if ([...state.seen.values(), ...state.unseen].some((time) => explains(time, hint))) return [];
  const detail = { reason: "deleted before it could be read", operation: hint.kind };
  return [finding("capture-missed", hint.at, state.life, { detail })];
}

// --- the entries ---

function kept({ point, value }: Kept, detail: Finding["detail"]): Finding {
  return finding(point.version === 1 ? "created" : "updated", point.createdAt, point.life, {
    actor: writer(point.createdBy),
    kept: { point, value },
    detail,
  });
}

function unreadable(shown: StoreVersion, life: number): Finding {
  const { version, createdAt, createdBy } = shown;
  return finding("capture-missed", createdAt, life, {
    actor: writer(createdBy),
    detail: { reason: shown.unreadable ?? "unreadable", from: version, to: version, createdAt },
  });
}

function gap(from: number, oldest: StoreVersion, life: number): Finding {
  const detail = { reason: "no longer in the parameter's history", from, to: oldest.version - 1 };
  return finding("capture-missed", oldest.createdAt, life, { detail });
}

function writer(arn: string | null): Finding["actor"] {
  return arn ? { arn, proof: "ssm" } : null;
}

/** `observed`: nobody told when; the time is the latest it can have been. */
function deletion(state: LedgerState, time: string, observed: boolean): Finding {
  return finding("deleted", time, state.life, { detail: observed ? { observed: true } : {} });
}

function finding(type: Finding["type"], time: string, life: number, rest: Partial<Finding>): Finding {
  return { type, time, life, actor: null, kept: null, detail: {}, requestId: null, ...rest };
}

function settled(...findings: Finding[]): Reconciliation {
  return { findings, lag: false };
}

// --- time ---

/** How far an event's time may run ahead of the version it tells of before the version counts as not shown yet. */
const EVENT_SLACK_SECONDS = 5;

/** Events tell whole seconds, so times are compared by the second. */
function second(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}

/** Whether something of that time is what the hint was about: within a second. */
function explains(createdAt: string, hint: Hint): boolean {
  return hint.kind !== "listed" && Math.abs(second(createdAt) - second(hint.at)) <= 1;
}
