import type { ProtectedParameter } from "../../lib/vault/parameter.ts";
import type { ProofRow } from "../../lib/vault/status/proof-row.ts";

/** The proof of a stage whose one recovery point is live and opens its state; it has no secrets. */
export function sampleProof({ arn }: ProtectedParameter, at: string, rest: Partial<ProofRow> = {}): ProofRow {
  const point = "20261122T120000.123Z-1";
  const opens = { state: "yes" as const, secrets: "absent" as const };
  return {
    parameter: arn,
    at,
    verdict: "ok",
    reason: "the live value opens state",
    recoveryPoint: point,
    live: opens,
    opens: { [point]: opens },
    bucket: "sst-state-shop",
    artifacts: { state: { etag: '"0123"', kind: "present", openedBy: point } },
    recoveryPoints: 1,
    livePoint: point,
    ...rest,
  };
}
