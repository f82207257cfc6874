import type { ChainRow, CheckReport, Head } from "../audit-api.ts";
import { counted } from "../counted.ts";
import { chainHash, chainStart, type Entry, isNext } from "../ledger/ledger.ts";
import { filing, type Placed, placedEntry } from "../ledger/placement.ts";
import { nameInArn, type Whereabouts } from "../parameter-arn.ts";

type IntegrityFinding = CheckReport["findings"][number];

/** An end of a chain that was seen before, and when. */
export type EarlierHead = Head & { checkedAt: string };

/** All that a walk keeps of one parameter's chain. */
export interface Chain {
  readonly home: Whereabouts;
  readonly name: string;
  /** The end so far; 0 and the hash of the ARN before the first row. */
  seq: number;
  hash: string;
  entries: number;
  /** When the first entry was recorded; null where that cannot be read. */
  since: string | null;
  findings: IntegrityFinding[];
  readonly earlier: EarlierHead | null;
  /** Why the next row cannot be held against `hash`, and which hash the newest body would have. */
  doubt: { finding: IntegrityFinding; computed: string | null } | null;
}

export function newChain(home: Whereabouts, arn: string, earlier: EarlierHead | null = null): Chain {
  const start = { seq: 0, hash: chainStart(arn), entries: 0, since: null };
  return { home, name: nameInArn(home, arn), ...start, findings: [], earlier, doubt: null };
}

/**
 * Takes the next row of a chain and notes what is wrong with it, trusting nothing but the hash it computes
 * itself. It goes on from the hash that is stored, so that one entry that was tampered with is one finding.
 */
export function follow(chain: Chain, row: ChainRow): void {
  const { seq } = row;
  if (seq >= 1 && seq <= chain.seq) return void find(chain, seq, `stands again behind entry ${chain.seq}`);
  if (!isNext(chain.seq, seq)) return void find(chain, seq, "was put in: no entry has such a number");
  if (seq > chain.seq + 1) chain.doubt = { finding: gap(chain, seq), computed: null };

  const placed = placedEntry(chain.home, row);
  const computed = chainHash(chain.hash, row.body);
  const links = computed === row.hash || linksAround(chain, row);
  const said = "problem" in placed ? placed : null;
  const broken = brokenBy(chain, seq, said, links);
  if (!links && broken === null) excuse(chain, seq);
  const misplaced = "entry" in placed ? misfiled(row, placed.entry) : null;
  const problem = broken ?? misplaced ?? rewritten(chain, row) ?? said?.problem ?? null;
  const newer = problem !== null && problem === said?.problem && said.code === "newer";
  const finding = problem === null ? null : find(chain, seq, problem, newer);

  if (chain.entries === 0 && "entry" in placed && seq === 1) chain.since = placed.entry.recordedAt;
  chain.doubt = finding && broken !== null ? { finding, computed: "entry" in placed ? computed : null } : null;
  chain.entries += 1;
  chain.seq = seq;
  chain.hash = row.hash;
}

/** Notes what only the end of a chain shows: entries that were there, and are no more. `known`: by the status table. */
export function finish(chain: Chain, known: number): void {
  const { seq, earlier } = chain;
  const then = earlier && earlier.seq > seq ? earlier : null;
  if (!then && known <= seq) return;
  const [count, when] = then ? [then.seq, `at ${then.checkedAt}`] : [known, "by the vault's status"];
  const problem =
    seq === 0
      ? `the whole ledger is gone: ${counted(count, "entry", "entries")} ${when}, none now`
      : `the tail was cut: ${counted(count, "entry", "entries")} ${when}, ${seq} now`;
  find(chain, seq + 1, problem);
}

/** Whether the row follows the newest body, though not the hash stored with that: then only that hash was changed. */
function linksAround({ doubt }: Chain, { body, hash }: ChainRow): boolean {
  if (!doubt?.computed || chainHash(doubt.computed, body) !== hash) return false;
  doubt.finding.problem = "its hash was changed; what it tells is as it was written";
  return true;
}

/** A row that cannot be held against the one before: that one's finding says so, the row has done nothing. */
function excuse({ doubt }: Chain, seq: number): void {
  if (doubt) doubt.finding.problem += `; so entry ${seq} cannot be held against it`;
}

function gap(chain: Chain, seq: number): IntegrityFinding {
  const [from, to] = [chain.seq + 1, seq - 1];
  return find(chain, from, from === to ? "was removed" : `was removed, and so were all up to entry ${to}`);
}

/** What is wrong with a row in its chain. An entry of a newer vault is nothing of the kind, as long as its hash fits. */
function brokenBy(
  { doubt }: Chain,
  seq: number,
  said: Exclude<Placed, { entry: unknown }> | null,
  links: boolean,
): string | null {
  if (said?.code === "newer" && links) return null;
  if (said?.code === "newer" && doubt) return "cannot be read";
  if (said !== null && said.code !== "newer") return said.problem;
  return links || doubt ? null : unlinked(seq);
}

/** Both look the same from here: what entry 1 follows, the ARN, nobody can replace. */
function unlinked(seq: number): string {
  return seq === 1 ? "was edited" : `was edited, or entry ${seq - 1} was replaced together with its hash`;
}

function misfiled(row: ChainRow, entry: Entry): string | null {
  const { month, moment } = filing(entry);
  if (row.month === month && row.moment === moment) return null;
  const where = row.month === "" || row.moment === "" ? "nowhere" : `under ${row.month} (${row.moment})`;
  return `is filed ${where}: the trail of all parameters does not show it at ${entry.time}`;
}

function rewritten({ earlier }: Chain, { seq, hash }: ChainRow): string | null {
  return earlier?.seq === seq && earlier.hash !== hash ? `was rewritten since ${earlier.checkedAt}` : null;
}

function find(chain: Chain, seq: number, problem: string, newer = false): IntegrityFinding {
  const finding = { name: chain.name, seq, problem, ...(newer && { newer }) };
  chain.findings.push(finding);
  return finding;
}
