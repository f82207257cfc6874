import fc from "fast-check";
import { expect, test } from "vitest";
import { type ApiCall, hintOf } from "../../../../lib/vault/capture/api-call.ts";
import { capture } from "../../../../lib/vault/capture/capture.ts";
import type { Hint } from "../../../../lib/vault/capture/hint.ts";
import { sweep } from "../../../../lib/vault/sweep/sweep.ts";
import { apiCall } from "../../../support/call-samples.ts";
import { expectSoundLedger } from "../../../support/expect-sound-ledger.ts";
import { Interleaver } from "../../../support/interleaver.ts";
import { HOME, MemoryVault, stage } from "../../../support/memory/memory-vault.ts";

const LAG_SECONDS = 60;
const parameter = stage("dev");

/** What the world does to one parameter while captures run, are doubled, reordered and cut off. */
const action = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ do: "put" as const }) },
  { weight: 3, arbitrary: fc.constant({ do: "delete" as const }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("tick" as const), ms: fc.integer({ min: 1, max: 90_000 }) }) },
  // Delivers one of the events so far: some never, some twice, in any order.
  { weight: 8, arbitrary: fc.record({ do: fc.constant("deliver" as const), event: fc.nat(), crash: fc.nat(60) }) },
  // A trail tells of a call: minutes late or at once, of some never, of some twice, in any order.
  { weight: 4, arbitrary: fc.record({ do: fc.constant("trail" as const), call: fc.nat(), crash: fc.nat(60) }) },
  { weight: 1, arbitrary: fc.constant({ do: "refuse" as const }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("run" as const), steps: fc.nat(12), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.constant({ do: "sweep" as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("lag" as const), ms: fc.integer({ min: 0, max: 2000 }) }) },
);

test("whatever happens around capture, nothing readable is lost, nothing is kept twice, the chain holds", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 60, size: "max" }), async (actions) => {
      const vault = new MemoryVault();
      const tasks = new Interleaver(vault);
      const promised = new Set<string>();
      const calls: ApiCall[] = [];
      const recorded = new Set<string>();
      let puts = 0;

      const start = (hint: Hint, crash: number, call: ApiCall | null = null) => {
        // A third of all captures is cut off after so many of its calls.
        const crashAfter = crash < 20 ? crash : Number.POSITIVE_INFINITY;
        tasks.start(crashAfter, async (ports, seen) => {
          const { lag } = await capture(ports, parameter, hint, LAG_SECONDS, call);
          // Only a capture that ran through has promised to keep what it saw.
          if (!lag) for (const version of seen()) promised.add(version);
          if (call?.errorCode === null) recorded.add(call.eventId);
        });
      };
      const make = (call: Partial<ApiCall>) => {
        // A trail tells when a call was completed: the same second as the change, or the next.
        const second = Math.floor(vault.clock.now().getTime() / 1000) + (calls.length % 2);
        const time = new Date(second * 1000).toISOString();
        calls.push(apiCall({ eventId: `call ${calls.length}`, time, ...call }));
      };

      for (const step of actions) {
        switch (step.do) {
          case "put":
            puts += 1;
            make({ told: { version: vault.store.userPut(parameter.name, `value ${puts}`) } });
            vault.clock.advance(1);
            break;
          case "delete":
            if (vault.store.userDelete(parameter.name)) make({ eventName: "DeleteParameter" });
            vault.clock.advance(1);
            break;
          case "tick":
            vault.clock.advance(step.ms);
            break;
          case "lag":
            vault.store.lagMs = step.ms;
            break;
          case "deliver": {
            const event = vault.store.events[step.event % Math.max(1, vault.store.events.length)];
            if (event) start({ kind: event.operation, at: event.at, source: "event" }, step.crash);
            break;
          }
          case "refuse":
            make({ eventName: "DeleteParameter", errorCode: "AccessDenied" });
            break;
          case "trail": {
            const call = calls[step.call % Math.max(1, calls.length)];
            if (call) start(hintOf(call), step.crash, call);
            break;
          }
          case "run":
            await tasks.run(step.steps, step.pick);
            break;
          case "sweep":
            await sweep(vault.sweepPorts(), HOME, 3600);
            break;
        }
      }

      // In the end reads show the present, the queue is worked off, and sweeps find nothing more.
      vault.store.lagMs = 0;
      vault.clock.advance(LAG_SECONDS * 1000);
      await tasks.run(Number.POSITIVE_INFINITY, 0);
      for (let round = 0; round < 4; round++) {
        vault.queued.length = 0;
        await sweep(vault.sweepPorts(), HOME, 3600);
        vault.clock.advance(LAG_SECONDS * 1000);
        for (const { hint } of vault.queued) start(hint, Number.POSITIVE_INFINITY);
        await tasks.run(Number.POSITIVE_INFINITY, 0);
      }
      expect(vault.queued).toEqual([]);
      expectSoundLedger(vault, parameter, promised);

      const told = vault.rows(parameter).filter(({ entry }) => entry.type === "api-call");
      const ids = told.map(({ entry }) => entry.detail.eventId);
      expect(ids).toHaveLength(new Set(ids).size);
      expect(ids).toEqual(expect.arrayContaining([...recorded]));
      expect(vault.rows(parameter)[0]?.entry.detail.failed ?? false).toBe(false);
      for (const { entry } of told) {
        const call = calls.find(({ eventId }) => eventId === entry.detail.eventId);
        expect([entry.time, entry.detail.failed]).toEqual([call?.time, call?.errorCode !== null]);
      }
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 10_000) },
  );
}, 600_000);
