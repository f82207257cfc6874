import { beforeEach, describe, expect, test } from "vitest";
import type { ProofKeeper, StatusReader, StatusWriter } from "../../../lib/vault/ports.ts";
import { sampleLive } from "../ledger-samples.ts";
import { stage } from "../memory/memory-vault.ts";
import { sampleProof } from "../proof-samples.ts";

type Proofs = ProofKeeper & StatusWriter & Pick<StatusReader, "live" | "list">;

/** What every keeper of proofs keeps to; each test gets an empty status table. */
export function proofsContract(name: string, make: () => Proofs | Promise<Proofs>): void {
  describe(`${name} as the keeper of proofs`, () => {
    const dev = stage("dev");
    const EARLY = "2026-11-22T12:00:00.000Z";
    const LATE = "2026-11-22T12:00:00.001Z";
    let status: Proofs;
    beforeEach(async () => {
      status = await make();
    });

    test("gives a proof back as it was put, and null where there is none", async () => {
      const proof = sampleProof(dev, EARLY);
      await status.putProof(proof);
      expect(await status.proof(dev.arn)).toEqual(proof);
      expect(await status.proof(stage("prod").arn)).toBeNull();
    });

    test("puts it anew at the same time or later, and leaves a later one alone", async () => {
      await status.putProof(sampleProof(dev, EARLY));
      const anew = sampleProof(dev, EARLY, { verdict: "lost", recoveryPoint: null });
      await status.putProof(anew);
      expect(await status.proof(dev.arn)).toEqual(anew);
      const later = sampleProof(dev, LATE, { live: null, artifacts: {} });
      await status.putProof(later);
      await status.putProof(anew);
      expect(await status.proof(dev.arn)).toEqual(later);
    });

    test("puts one in place of what somebody dated ahead, which would stay for ever", async () => {
      await status.putProof(sampleProof(dev, "9999-12-31T23:59:59.999Z"));
      await status.putProof(sampleProof(dev, EARLY));
      expect(await status.proof(dev.arn)).toEqual(sampleProof(dev, EARLY));
    });

    test("keeps it beside the live row, neither in the other's way", async () => {
      const live = sampleLive(dev, 7);
      await status.putProof(sampleProof(dev, LATE));
      await status.putLive(live);
      await status.putProof(sampleProof(dev, LATE, { bucket: null }));
      expect(await status.live(dev.arn)).toEqual(live);
      expect(await status.proof(dev.arn)).toMatchObject({ at: LATE, bucket: null });
      expect((await status.list(null)).rows).toEqual([live]);
    });
  });
}
