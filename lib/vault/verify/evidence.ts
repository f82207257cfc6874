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

/** What an earlier test found out about the artifacts as they are now: by candidate, only where it was tried. */
export interface Memory {
  answer(artifact: ArtifactName, id: string): "yes" | "no" | null;
}

/** A memory of nothing: everything is tried. */
export const NO_MEMORY: Memory = { answer: () => null };

/** How an artifact stands, tried against all candidates. */
export interface Tried {
  kind: "present" | "empty" | "absent" | "unreadable";
  etag: string | null;
  /** Why it cannot be read; null where it can. */
  cause: VerdictCause | null;
  olderVersion: OlderVersion | null;
  /** The candidates that open it; null where nothing was found before the search was given up. */
  openedBy: ReadonlySet<string> | null;
  /** The candidates of which it is known that they do not open it. */
  notOpenedBy: ReadonlySet<string>;
}

export interface Evidence {
  bucket: string | null;
  state: Tried;
  secrets: Tried;
  opens: ReadonlyMap<string, Opens>;
  /** How many different values the candidates at hand hold. */
  values: number;
}

/** Beyond so many different values, or so many seconds, the search for what opens a state is given up. */
const MAX_VALUES = 200;
const MAX_SECONDS = 60;
/** PBKDF2 runs at once: as many as the function has vCPUs. */
const AT_ONCE = 2;

/**
 * Tries candidates on artifacts: on the secrets all of them, which takes no time; on the state, at a second of
 * one core each, only until one opens it, those first that are likely. Equal values are tried once. What is
 * remembered is not tried; a candidate without a value at hand must be remembered, else it stays untested.
 * @param ids all candidates, likely ones first
 * @param candidates those of them whose values are at hand
 * @param elapsedSeconds since when the caller has been at it
 */
export async function collectEvidence(
  artifacts: Artifacts,
  ids: readonly string[],
  candidates: readonly Candidate[],
  memory: Memory,
  elapsedSeconds: () => number,
): Promise<Evidence> {
  const groups = groupByValue(candidates);
  const secrets = await tried(artifacts.secrets, (file) =>
    search("secrets", ids, groups, memory, (untried) =>
      Promise.resolve({ opening: untried.filter(({ value }) => opensSecrets(file, value)), tried: untried }),
    ),
  );
  const likely = (group: Group) => (group.ids.some((id) => secrets.openedBy?.has(id)) ? 0 : 1);
  const ordered = groups.toSorted((a, b) => likely(a) - likely(b));
  const state = await tried(artifacts.state, (file) =>
    search("state", ids, ordered, memory, (untried, opened) =>
      // A state has one passphrase: where that is at hand, what differs from it does not open the state.
      opened
        ? Promise.resolve({ opening: [], tried: untried })
        : firstOpening(untried, (value) => opensState(file, value), elapsedSeconds),
    ),
  );
  const opens = ids.map((id): [string, Opens] => [id, { state: answerOf(state, id), secrets: answerOf(secrets, id) }]);
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

type Answers = Pick<Tried, "openedBy" | "notOpenedBy">;

async function tried<File>(artifact: Artifact<File> | null, answers: (file: File) => Promise<Answers>): Promise<Tried> {
  const base = { etag: null, cause: null, olderVersion: null, openedBy: null, notOpenedBy: new Set<string>() };
  if (!artifact) return { ...base, kind: "absent" };
  switch (artifact.kind) {
    case "absent":
    case "unreadable":
    case "empty":
      return { ...base, ...artifact };
    case "unchanged":
      throw new Error("an artifact that was not read cannot be tried");
    case "present":
      return { ...base, kind: "present", etag: artifact.etag, ...(await answers(artifact.file)) };
  }
}

/** Tries the groups of which nothing is remembered; `opened`: one that opens it is remembered, and at hand. */
type Try = (untried: Group[], opened: boolean) => Promise<{ opening: Group[]; tried: Group[] }>;

async function search(
  artifact: ArtifactName,
  ids: readonly string[],
  groups: readonly Group[],
  memory: Memory,
  tryThem: Try,
): Promise<Answers> {
  const remembered = (group: Group, answer: "yes" | "no") =>
    group.ids.some((id) => memory.answer(artifact, id) === answer);
  const opened = groups.filter((group) => remembered(group, "yes"));
  const untried = groups.filter((group) => !remembered(group, "yes") && !remembered(group, "no"));
  const found = await tryThem(untried, opened.length > 0);
  const openedBy = new Set([
    ...ids.filter((id) => memory.answer(artifact, id) === "yes"),
    ...[...opened, ...found.opening].flatMap((group) => group.ids),
  ]);
  const refused = [...groups.filter((group) => remembered(group, "no")), ...found.tried];
  const notOpenedBy = new Set([
    ...ids.filter((id) => memory.answer(artifact, id) === "no"),
    ...refused.flatMap((group) => group.ids).filter((id) => !openedBy.has(id)),
  ]);
  const decided = openedBy.size > 0 || found.tried.length === untried.length;
  return { openedBy: decided ? openedBy : null, notOpenedBy };
}

/** Tries one group after the other, until one opens the state: then the others do not. Or until the search is given up. */
async function firstOpening(
  groups: Group[],
  opens: (value: Passphrase) => Promise<boolean>,
  elapsedSeconds: () => number,
): Promise<{ opening: Group[]; tried: Group[] }> {
  for (let start = 0; start < groups.length; start += AT_ONCE) {
    if (start >= MAX_VALUES || elapsedSeconds() > MAX_SECONDS) return { opening: [], tried: groups.slice(0, start) };
    const batch = groups.slice(start, start + AT_ONCE);
    const answers = await Promise.all(batch.map(({ value }) => opens(value)));
    const opening = batch.filter((_, index) => answers[index]);
    if (opening.length > 0) return { opening, tried: groups };
  }
  return { opening: [], tried: groups };
}

/**
 * What a live value opens that could not be tried.
 * @param there whether it is there, and cannot be read; where nothing is live, nothing is opened
 */
export function opensNothing({ state, secrets }: Evidence, there: boolean): Opens {
  const of = ({ kind, openedBy }: Tried): Opens["state"] => {
    if (kind === "absent" || kind === "empty") return "absent";
    return there || openedBy === null ? "untested" : "no";
  };
  return { state: of(state), secrets: of(secrets) };
}

function answerOf({ kind, openedBy, notOpenedBy }: Tried, id: string): Opens["state"] {
  if (kind === "absent" || kind === "empty") return "absent";
  if (openedBy?.has(id)) return "yes";
  return notOpenedBy.has(id) ? "no" : "untested";
}
