import { beforeEach, describe, expect, test } from "vitest";
import type { ProofKeeper, StatusReader, StatusWriter, TestTurns } from "../../../lib/vault/ports.ts";
import { sampleLive } from "../ledger-samples.ts";
import { stage } from "../memory/memory-vault.ts";
import { sampleProof } from "../proof-samples.ts";

type Proofs = ProofKeeper & TestTurns & StatusWriter & Pick<StatusReader, "live" | "list">;

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

    describe("a turn to test a parameter", () => {
      const at = (second: number) => `2026-11-22T12:00:${String(second).padStart(2, "0")}.000Z`;
      const turn = (since: number, until: number) => ({ since: at(since), until: at(until) });

      test("is taken by one of two that begin at once", async () => {
        const begun = await Promise.all([1, 2].map(() => status.beginTurn(dev.arn, turn(10, 40), at(9))));
        expect(begun).toContainEqual(null);
        expect(begun).toContainEqual(turn(10, 40));
        expect(await status.beginTurn(stage("prod").arn, turn(10, 40), at(9))).toBeNull();
      });

      test("is taken again once it is over, but not for what was sent before it began", async () => {
        await status.beginTurn(dev.arn, turn(10, 40), at(9));
        expect(await status.beginTurn(dev.arn, turn(39, 60), at(38))).toEqual(turn(10, 40));
        expect(await status.beginTurn(dev.arn, turn(41, 60), at(10))).toEqual(turn(10, 40));
        expect(await status.beginTurn(dev.arn, turn(41, 60), at(11))).toBeNull();
      });

      test("ends earlier where it is put, and answers nothing where it failed", async () => {
        await status.beginTurn(dev.arn, turn(10, 40), at(9));
        await status.putTurn(dev.arn, { since: null, until: at(12) });
        expect(await status.beginTurn(dev.arn, turn(11, 60), at(9))).toEqual({ since: null, until: at(12) });
        expect(await status.beginTurn(dev.arn, turn(13, 60), at(9))).toBeNull();
      });

      test("does not end where somebody has left word, unless it is put; and nobody leaves word with one that has", async () => {
        await status.beginTurn(dev.arn, turn(10, 40), at(9));
        await status.askTurn(dev.arn, turn(11, 40));
        expect(await status.endTurn(dev.arn, turn(10, 12))).toBe(true);
        await status.beginTurn(dev.arn, turn(20, 50), at(19));
        await status.askTurn(dev.arn, turn(20, 50));
        expect(await status.endTurn(dev.arn, turn(20, 22))).toBe(false);
        expect(await status.beginTurn(dev.arn, turn(30, 60), at(29))).toEqual(turn(20, 50));
        await status.putTurn(dev.arn, turn(31, 61));
        expect(await status.endTurn(dev.arn, turn(31, 32))).toBe(true);
      });

      test("is taken from whoever has it where it is put", async () => {
        await status.beginTurn(dev.arn, turn(10, 40), at(9));
        await status.putTurn(dev.arn, turn(20, 50));
        expect(await status.beginTurn(dev.arn, turn(30, 60), at(29))).toEqual(turn(20, 50));
      });
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
