import { opensSecrets, opensState } from "../../sst/opens.ts";
import type { Passphrase } from "../../sst/passphrase.ts";
import type { Opens } from "../api.ts";
import type { ArtifactName, VerdictCause } from "../cause.ts";
import type { Artifact, Artifacts, OlderVersion } from "./artifact.ts";

/** A value that may be the right one: a recovery point's, or the live one. */
export interface Candidate {
  id: string;
  value: Passphrase;
}

/** What is known of an artifact from an earlier proof: its ETag, and which recovery point opened it. */
export interface Remembered {
  etag: string;
  kind: "present" | "empty";
  openedBy: string | null;
}

/** How an artifact stands, tried against all candidates. */
export interface Tried {
  kind: "present" | "empty" | "absent" | "unreadable";
  etag: string | null;
  /** Why it cannot be read; null where it can. */
  cause: VerdictCause | null;
  olderVersion: OlderVersion | null;
  /** The candidates that open it; null where that was not found out. */
  openedBy: ReadonlySet<string> | null;
}

export interface Evidence {
  bucket: string | null;
  state: Tried;
  secrets: Tried;
  opens: ReadonlyMap<string, Opens>;
  /** How many different values the candidates hold. */
  values: number;
}

/** Beyond so many different values, or so many seconds, the search for what opens a state is given up. */
const MAX_VALUES = 200;
const MAX_SECONDS = 60;
/** PBKDF2 runs at once: as many as the function has vCPUs. */
const AT_ONCE = 2;

/**
 * Tries candidates on artifacts: on the secrets all of them, which takes no time; on the state, at a second of
 * one core each, only until one opens it, those first that are likely. Equal values are tried once.
 * @param candidates likely ones first
 * @param elapsedSeconds since when the caller has been at it
 */
export async function collectEvidence(
  artifacts: Artifacts,
  candidates: readonly Candidate[],
  remembered: { [name in ArtifactName]?: Remembered | undefined },
  elapsedSeconds: () => number,
): Promise<Evidence> {
  const groups = groupByValue(candidates);
  const secrets = await tried(artifacts.secrets, groups, remembered.secrets, (file) =>
    Promise.resolve(groups.filter(({ value }) => opensSecrets(file, value))),
  );
  const likely = (group: Group) => (group.ids.some((id) => secrets.openedBy?.has(id)) ? 0 : 1);
  const ordered = groups.toSorted((a, b) => likely(a) - likely(b));
  const state = await tried(artifacts.state, groups, remembered.state, (file) =>
    firstOpening(ordered, (value) => opensState(file, value), elapsedSeconds),
  );
  const opens = candidates.map(({ id }): [string, Opens] => [
    id,
    { state: opened(state, id), secrets: opened(secrets, id) },
  ]);
  return { bucket: artifacts.bucket, state, secrets, opens: new Map(opens), values: groups.length };
}

interface Group {
  ids: string[];
  value: Passphrase;
}

function groupByValue(candidates: readonly Candidate[]): Group[] {
  const groups: Group[] = [];
  for (const { id, value } of candidates) {
    const same = groups.find((group) => group.value.equals(value));
    if (same) same.ids.push(id);
    else groups.push({ ids: [id], value });
  }
  return groups;
}

async function tried<File>(
  artifact: Artifact<File> | null,
  groups: Group[],
  remembered: Remembered | undefined,
  search: (file: File) => Promise<Group[] | null>,
): Promise<Tried> {
  const base = { etag: null, cause: null, olderVersion: null, openedBy: null };
  if (!artifact) return { ...base, kind: "absent" };
  switch (artifact.kind) {
    case "absent":
    case "unreadable":
    case "empty":
      return { ...base, ...artifact };
    case "unchanged": {
      const opener = groups.find(({ ids }) => ids.some((id) => id === remembered?.openedBy));
      const kind = remembered?.kind ?? "present";
      return { ...base, kind, etag: artifact.etag, openedBy: kind === "empty" ? null : new Set(opener?.ids) };
    }
    case "present": {
      const found = await search(artifact.file);
      const openedBy = found && new Set(found.flatMap(({ ids }) => ids));
      return { ...base, kind: "present", etag: artifact.etag, openedBy };
    }
  }
}

/** The one group whose value opens it, none, or null where the search was given up. A state has one passphrase. */
async function firstOpening(
  groups: Group[],
  opens: (value: Passphrase) => Promise<boolean>,
  elapsedSeconds: () => number,
): Promise<Group[] | null> {
  for (let start = 0; start < groups.length; start += AT_ONCE) {
    if (start >= MAX_VALUES || elapsedSeconds() > MAX_SECONDS) return null;
    const batch = groups.slice(start, start + AT_ONCE);
    const answers = await Promise.all(batch.map(({ value }) => opens(value)));
    const found = batch.filter((_, index) => answers[index]);
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * What a live value opens that could not be tried.
 * @param there whether it is there, and cannot be read; where nothing is live, nothing is opened
 */
export function opensNothing({ state, secrets }: Evidence, there: boolean): Opens {
  const of = (artifact: Tried): Opens["state"] => {
    const found = opened(artifact, "");
    return there && found === "no" ? "untested" : found;
  };
  return { state: of(state), secrets: of(secrets) };
}

function opened({ kind, openedBy }: Tried, id: string): Opens["state"] {
  if (kind === "absent" || kind === "empty") return "absent";
  if (kind === "unreadable" || openedBy === null) return "untested";
  return openedBy.has(id) ? "yes" : "no";
}
