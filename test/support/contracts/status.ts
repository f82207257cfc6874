import { beforeEach, describe, expect, test } from "vitest";
import type {
  FailureRecorder,
  StatusReader,
  StatusWriter,
  SweepRecorder,
  TrailRecorder,
} from "../../../lib/vault/ports.ts";
import type { LiveRow } from "../../../lib/vault/status/live-row.ts";
import { sampleLive } from "../ledger-samples.ts";
import { stage } from "../memory/memory-vault.ts";

interface StatusParts {
  status: StatusReader & StatusWriter & SweepRecorder & TrailRecorder & FailureRecorder;
  /** So many rows do not fit in one page. */
  overAPage: number;
}

const FAILURE = {
  at: "2026-11-22T12:00:00.000Z",
  name: "/sst/passphrase/shop/dev",
  error: "AccessDeniedException",
  right: "ssm:GetParameterHistory",
};

/** What every status table keeps to; each test gets an empty one. */
export function statusContract(name: string, make: () => StatusParts | Promise<StatusParts>): void {
  describe(`${name} as the status table`, () => {
    const parameter = stage("dev");
    let status: StatusParts["status"];
    let overAPage: number;
    beforeEach(async () => {
      ({ status, overAPage } = await make());
    });

    test("gives a live row back as it was put, and null where there is none", async () => {
      const row = sampleLive(parameter, 3);
      await status.putLive(row);
      expect(await status.live(parameter.arn)).toEqual(row);
      expect(await status.live(stage("prod").arn)).toBeNull();
    });

    test("puts a row anew at the same number or a higher one, and leaves a newer one alone", async () => {
      await status.putLive(sampleLive(parameter, 3));
      const anew = sampleLive(parameter, 3, { livePoint: null });
      await status.putLive(anew);
      await status.putLive(anew);
      expect(await status.live(parameter.arn)).toEqual(anew);

      const newer = sampleLive(parameter, 10, { live: false });
      await status.putLive(newer);
      await status.putLive(sampleLive(parameter, 9));
      expect(await status.live(parameter.arn)).toEqual(newer);
    });

    test("puts a row in place of one whose number no ledger can have reached", async () => {
      await status.putLive(sampleLive(parameter, Number.MAX_SAFE_INTEGER));
      await status.putLive(sampleLive(parameter, 3));
      expect(await status.live(parameter.arn)).toEqual(sampleLive(parameter, 3));
    });

    test("lists every live row once, page by page, and nothing else", async () => {
      const rows = Array.from({ length: overAPage }, (_, n) => sampleLive(stage(`pr-${n}`), n + 1));
      for (let start = 0; start < rows.length; start += 20) {
        await Promise.all(rows.slice(start, start + 20).map((row) => status.putLive(row)));
      }
      await status.putSweep({ at: "2026-11-22T12:00:00.000Z", parameters: 1, enqueued: 0, checkedAt: null });
      await status.putTrail({ at: "2026-11-22T12:00:00.000Z", eventTime: "2026-11-22T11:55:00.000Z" });
      await status.putFailure("capture", FAILURE);

      const pages: LiveRow[][] = [];
      let page: string | null = null;
      do {
        const { rows: some, next } = await status.list(page);
        pages.push(some);
        page = next;
      } while (page && pages.length < 10);

      expect(pages.length).toBeGreaterThan(1);
      expect(pages.flat().sort((a, b) => a.seq - b.seq)).toEqual(rows);
    });

    test("remembers the last failure of each function that works off a queue", async () => {
      expect(await status.failure("capture")).toBeNull();
      await status.putFailure("capture", FAILURE);
      const second = { ...FAILURE, at: "2026-11-22T12:05:00.000Z", right: null, error: "Busy" };
      await status.putFailure("capture", second);
      expect(await status.failure("capture")).toEqual(second);
      expect(await status.failure("verify")).toBeNull();
    });

    test("remembers the last sweep, and says so where there was none", async () => {
      expect(await status.sweep()).toBeNull();
      await status.putSweep({ at: "2026-11-22T12:00:00.000Z", parameters: 4, enqueued: 4, checkedAt: null });
      const second = { at: "2026-11-22T13:00:00.000Z", parameters: 5, enqueued: 1, checkedAt: null };
      await status.putSweep(second);
      expect(await status.sweep()).toEqual(second);
    });

    test("remembers of a trail the newest call it told of, whatever comes later, and says so where it never did", async () => {
      expect(await status.trail()).toBeNull();
      const first = { at: "2026-11-22T12:00:00.000Z", eventTime: "2026-11-22T11:55:00.000Z" };
      await status.putTrail(first);
      await status.putTrail({ at: "2026-11-22T12:01:00.000Z", eventTime: "2026-11-22T11:54:59.000Z" });
      expect(await status.trail()).toEqual(first);
      const newer = { at: "2026-11-22T12:02:00.000Z", eventTime: "2026-11-22T11:57:00.000Z" };
      await status.putTrail(newer);
      await status.putTrail(newer);
      expect(await status.trail()).toEqual(newer);
      // Of a time to come there is no call: it stays only until the next one.
      await status.putTrail({ ...newer, eventTime: "2027-11-22T11:57:00.000Z" });
      await status.putTrail(newer);
      expect(await status.trail()).toEqual(newer);
    });
  });
}
