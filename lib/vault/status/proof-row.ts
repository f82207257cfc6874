import * as v from "valibot";
import { Opens, Verdict, type VerifyResult } from "../api.ts";
import { AnyCause } from "../cause.ts";
import { inClearText, StoredInClear } from "../in-clear.ts";
import { count, parameterName, positive, recoveryPointId, time } from "../stored-fields.ts";
import type { LiveRow } from "./live-row.ts";

const Remembered = v.object({
  etag: v.string(),
  kind: v.picklist(["present", "empty"]),
  openedBy: v.nullable(recoveryPointId),
});

/**
 * The row `proof` of the status table: the last restore test of a parameter. A projection: lost, the next test
 * puts it anew.
 */
export const ProofRow = v.object({
  parameter: v.string(),
  at: time,
  verdict: Verdict,
  reason: v.string(),
  /** Why, as a code with its facts; a row that 0.1.0 put has none. */
  cause: v.optional(AnyCause),
  recoveryPoint: v.nullable(recoveryPointId),
  /** What the live value opens. */
  live: v.nullable(Opens),
  /** What each recovery point opens, by id. */
  opens: v.record(recoveryPointId, Opens),
  /** Where the artifacts were that proved it; kept while a bootstrap names another bucket. */
  bucket: v.nullable(v.string()),
  artifacts: v.object({ state: v.optional(Remembered), secrets: v.optional(Remembered) }),
  /** What it was made of: where the live row says otherwise by now, the proof is stale. */
  recoveryPoints: count,
  livePoint: v.nullable(recoveryPointId),
  /** The live version that was tried, and the number of the ledger's newest entry; a row that 0.1.0 put has neither. */
  liveVersion: v.optional(v.nullable(v.object({ version: positive, createdAt: time }))),
  seq: v.optional(count),
  /** How many entries of the ledger could not be read: people are notified where these become more. */
  unreadable: v.optional(count),
  /** The number that the live row had then: where the two differ, it is not its ledger's. */
  liveSeq: v.optional(v.nullable(count)),
  /** What a search among the other parameters came to, and for which artifacts, by their ETags. */
  search: v.optional(
    v.object({
      etags: v.string(),
      tried: count,
      of: count,
      found: v.nullable(v.object({ name: parameterName, recoveryPoint: recoveryPointId })),
    }),
  ),
  /** Where the live value is stored in clear. */
  inClear: v.optional(StoredInClear),
});
export type ProofRow = v.InferOutput<typeof ProofRow>;

/** Whether something was captured or deleted since the proof. */
export function isStale(proof: ProofRow, live: LiveRow): boolean {
  return proof.recoveryPoints !== live.recoveryPoints || proof.livePoint !== live.livePoint;
}

/** What a restore test warns of, whatever its verdict. */
export function warningsOf({ inClear }: ProofRow): Pick<VerifyResult, "warnings" | "warningCauses"> {
  return inClear ? { warnings: [inClearText(inClear)], warningCauses: [inClear] } : {};
}
