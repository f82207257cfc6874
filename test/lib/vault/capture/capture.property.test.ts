import fc from "fast-check";
import { expect, test } from "vitest";
import { type ApiCall, hintOf } from "../../../../lib/vault/capture/api-call.ts";
import { captureBatch } from "../../../../lib/vault/capture/capture-batch.ts";
import type { Change } from "../../../../lib/vault/capture/change.ts";
import type { Delivery } from "../../../../lib/vault/delivery.ts";
import { sweep } from "../../../../lib/vault/sweep/sweep.ts";
import { apiCall } from "../../../support/call-samples.ts";
import { expectSoundLedger } from "../../../support/expect-sound-ledger.ts";
import { Interleaver } from "../../../support/interleaver.ts";
import { HOME, MemoryVault, stage } from "../../../support/memory/memory-vault.ts";

const LAG_SECONDS = 60;
/** After its last delivery a message is a dead letter. */
const DELIVERIES = 5;
const AGAIN_MS = [1000, 5000, 15_000, 45_000];
/** After so long what a dead function had in its hands is delivered again. */
const TIMEOUT_MS = 30_000;
/** Mostly one parameter; with four in a batch, those of which nothing is known are told apart. */
const parameters = ["dev", "dev", "dev", "one", "two", "three"].map(stage);
const which = fc.nat(parameters.length - 1);
const crash = fc.nat(60);

/** What the world does to parameters while captures run, are doubled, reordered and cut off. */
const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("put" as const), which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("delete" as const), which }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("tick" as const), ms: fc.integer({ min: 1, max: 90_000 }) }) },
  // Delivers a batch of the messages so far: some never, some twice, in any order; again what lags or was cut off.
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant("deliver" as const),
      messages: fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
      doubled: fc.boolean(),
      crash,
    }),
  },
  // A trail tells of a call: at once, or whenever its message is delivered.
  { weight: 3, arbitrary: fc.record({ do: fc.constant("trail" as const), call: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("refuse" as const), which }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("run" as const), steps: fc.nat(12), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.constant({ do: "sweep" as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("lag" as const), ms: fc.integer({ min: 0, max: 2000 }) }) },
);

/** A message on the queue. */
interface Queued {
  message: Change;
  sentAt: string;
  times: number;
  done: boolean;
  visibleAt: number;
}

const history = fc.array(action, { minLength: 5, maxLength: 60, size: "max" });

test("whatever happens around capture, nothing readable is lost, nothing is kept twice, the chain holds", async () => {
  await fc.assert(
    // In half of all histories nothing lags, no name is created again at once, and every event is delivered in the end:
    // then no sweep finds anything.
    fc.asyncProperty(history, fc.boolean(), async (actions, complete) => {
      const vault = new MemoryVault();
      const tasks = new Interleaver(vault);
      const promised = new Map<string, Set<string>>();
      const calls: { name: string; call: ApiCall }[] = [];
      const recorded = new Set<string>();
      const queue: Queued[] = [];
      const handled = new Set<string>();
      const gone = new Set<string>();
      let puts = 0;
      let events = 0;

      const at = (n: number) => parameters[n] ?? stage("dev");
      const now = () => vault.clock.now().getTime();
      const send = (message: Change) =>
        queue.push({ message, sentAt: vault.clock.iso(), times: 0, done: false, visibleAt: 0 });
      const start = (batch: Queued[], crashed: number) => {
        // A third of all captures is cut off after so many of its calls.
        const crashAfter = crashed < 20 ? crashed : Number.POSITIVE_INFINITY;
        const deliveries = new Map<Delivery<Change>, Queued>();
        for (const queued of new Set(batch)) {
          queued.times += 1;
          queued.visibleAt = now() + TIMEOUT_MS;
          const { message, times, sentAt } = queued;
          deliveries.set({ message, times, last: times >= DELIVERIES, sentAt }, queued);
        }
        tasks.start(crashAfter, async (ports, seen) => {
          const options = { home: HOME, lagSeconds: LAG_SECONDS, handled };
          const undone = await captureBatch(ports, [...deliveries.keys()], options);
          const lagging = new Set([...undone.keys()].map(({ message }) => message.name));
          for (const [delivery, queued] of deliveries) {
            const why = undone.get(delivery);
            if (why && "error" in why) throw why.error;
            expect(why && delivery.last, "a message that is a dead letter for lag alone").toBeFalsy();
            queued.done ||= why === undefined;
            queued.visibleAt = now() + (AGAIN_MS[queued.times - 1] ?? 0);
            const { name, call } = queued.message;
            if (why === undefined && call?.errorCode === null) recorded.add(call.eventId);
            // Only a capture that ran through has promised to keep what it saw.
            if (!lagging.has(name))
              promised.set(name, new Set([...(promised.get(name) ?? []), ...(seen.get(name) ?? [])]));
          }
        });
      };
      const changed = (name: string, call: Partial<ApiCall>) => {
        const event = vault.store.events.at(-1);
        events += 1;
        if (event) {
          const hint = { kind: event.operation, at: event.at, source: "event" } as const;
          send({ name, hint, event: `event ${events}` });
        }
        make(name, call);
      };
      const make = (name: string, call: Partial<ApiCall>) => {
        // A trail tells when a call was completed: the same second as the change, or the next.
        const second = Math.floor(vault.clock.now().getTime() / 1000) + (calls.length % 2);
        const time = new Date(second * 1000).toISOString();
        calls.push({ name, call: apiCall({ eventId: `call ${calls.length}`, time, ...call }) });
      };
      const enqueueSwept = () => {
        for (const change of vault.queued.splice(0)) send(change);
      };

      for (const step of actions) {
        switch (step.do) {
          case "put": {
            const { name } = at(step.which);
            puts += 1;
            // AWS asks for a pause before a name is created again.
            if (complete && gone.has(name) && !vault.store.live(name)) vault.clock.advance(30_000);
            changed(name, { told: { version: vault.store.userPut(name, `value ${puts}`) } });
            vault.clock.advance(1);
            break;
          }
          case "delete": {
            const { name } = at(step.which);
            if (vault.store.userDelete(name)) changed(name, { eventName: "DeleteParameter" });
            gone.add(name);
            vault.clock.advance(1);
            break;
          }
          case "tick":
            vault.clock.advance(step.ms);
            break;
          case "lag":
            if (!complete) vault.store.lagMs = step.ms;
            break;
          case "deliver": {
            const visible = queue.filter(({ done, visibleAt }) => step.doubled || (!done && visibleAt <= now()));
            const picked = step.messages.flatMap((n) => visible[n % Math.max(1, visible.length)] ?? []);
            // A queue may deliver anything twice; the copy is then one more message, of which nobody knows.
            const batch = step.doubled ? picked.map((queued) => ({ ...queued, times: 0 })) : picked;
            if (batch.length > 0) start(batch, step.crash);
            break;
          }
          case "refuse":
            make(at(step.which).name, { eventName: "DeleteParameter", errorCode: "AccessDenied" });
            break;
          case "trail": {
            const made = calls[step.call % Math.max(1, calls.length)];
            if (made) send({ name: made.name, hint: hintOf(made.call), call: made.call });
            break;
          }
          case "run":
            await tasks.run(step.steps, step.pick);
            break;
          case "sweep":
            await sweep(vault.sweepPorts(), HOME, 3600);
            enqueueSwept();
            break;
        }
      }

      // In the end reads show the present, the queue is worked off, and sweeps find nothing more.
      vault.store.lagMs = 0;
      await tasks.run(Number.POSITIVE_INFINITY, 0);
      for (let delivery = 0; delivery < DELIVERIES; delivery++) {
        vault.clock.advance((LAG_SECONDS + 1) * 1000);
        const left = queue.filter(({ done, times }) => !done && (times > 0 || complete) && times < DELIVERIES);
        for (let n = 0; n < left.length; n += 10) start(left.slice(n, n + 10), Number.POSITIVE_INFINITY);
        await tasks.run(Number.POSITIVE_INFINITY, delivery);
      }
      const areSound = () => {
        for (const parameter of new Set(parameters)) {
          expectSoundLedger(vault, parameter, promised.get(parameter.name) ?? []);
        }
      };
      if (complete && queue.every(({ done }) => done)) areSound();
      for (let round = 0; round < 4; round++) {
        await sweep(vault.sweepPorts(), HOME, 3600);
        vault.clock.advance(LAG_SECONDS * 1000);
        if (round === 3) expect(vault.queued).toEqual([]);
        const before = queue.length;
        enqueueSwept();
        if (queue.length > before) start(queue.slice(before), Number.POSITIVE_INFINITY);
        await tasks.run(Number.POSITIVE_INFINITY, 0);
      }
      areSound();
      const told = [...new Set(parameters.map(({ name }) => name))].flatMap((name) =>
        vault.rows(stage(name.split("/").at(-1) ?? "")).filter(({ entry }) => entry.type === "api-call"),
      );
      const ids = told.map(({ entry }) => entry.detail.eventId);
      expect(ids).toHaveLength(new Set(ids).size);
      expect(ids).toEqual(expect.arrayContaining([...recorded]));
      for (const { entry } of told) {
        const made = calls.find(({ call }) => call.eventId === entry.detail.eventId);
        expect([entry.name, entry.time, entry.detail.failed]).toEqual([
          made?.name,
          made?.call.time,
          made?.call.errorCode !== null,
        ]);
      }
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 10_000) },
  );
}, 600_000);
