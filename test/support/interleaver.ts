import type { CaptureBatchPorts } from "../../lib/vault/capture/capture-batch.ts";
import type { ParameterWrite } from "../../lib/vault/ports.ts";
import type { RestorePorts } from "../../lib/vault/restore/restore.ts";
import type { MemoryVault } from "./memory/memory-vault.ts";

type Seen = Map<string, string[]>;

/** After so long Lambda ends a function, whatever it is at. */
const TIMEOUT_MS = 60_000;

/**
 * Runs several captures and restores against one vault at once, call by call, in the order the test picks: every call to
 * a port waits for its turn. A task may be cut off after a number of calls, as a function that dies: nothing after it runs.
 */
export class Interleaver {
  readonly #vault: MemoryVault;
  #waiting: (() => void)[] = [];
  #running = 0;
  #failed: unknown[] = [];

  constructor(vault: MemoryVault) {
    this.#vault = vault;
  }

  /** Starts a task. `seen` tells the versions that its last look showed and that were there, by name, as `createdAt version`. */
  start(crashAfter: number, task: (ports: CaptureBatchPorts & RestorePorts, seen: Seen) => Promise<void>): void {
    let calls = 0;
    const seen: Seen = new Map();
    const turn = async () => {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      calls += 1;
      if (calls > crashAfter || real.clock.now().getTime() - started > TIMEOUT_MS) {
        end();
        await new Promise<never>(() => {});
      }
    };
    const real = this.#vault.ports();
    const started = real.clock.now().getTime();
    let running = true;
    const end = () => {
      if (running) this.#running -= 1;
      running = false;
    };
    const gated = <T extends object>(target: T): T =>
      new Proxy(target, {
        get:
          (_, method) =>
          async (...args: unknown[]) => {
            await turn();
            // biome-ignore lint/suspicious/noExplicitAny: any port, any method
            return (target as any)[method](...args);
          },
      });
    const store = {
      observe: async (name: string) => {
        await turn();
        const observation = await real.store.observe(name);
        // An old copy of the store may show values that are gone by then; those are kept where they can be.
        const there = observation.present ? real.store.present(name, observation.versions) : [];
        seen.set(name, there);
        return observation;
      },
      tags: (name: string) => real.store.tags(name),
      put: async (write: ParameterWrite) => {
        await turn();
        return await real.store.put(write);
      },
      read: async (name: string, version: number) => {
        await turn();
        return await real.store.read(name, version);
      },
      addTags: (name: string, tags: Record<string, string>) => real.store.addTags(name, tags),
      absent: async (names: readonly string[]) => {
        await turn();
        return real.store.absent(names);
      },
    };
    const clock = {
      now: () => real.clock.now(),
      sleep: async (milliseconds: number) => {
        await turn();
        real.clock.advance(milliseconds);
      },
    };
    const ports: CaptureBatchPorts & RestorePorts = {
      clock,
      store,
      ledger: gated(real.ledger),
      status: gated(real.status),
      key: gated(real.key),
      announcer: gated(real.announcer),
      checks: gated(real.checks),
      artifacts: gated(real.artifacts),
      proofs: gated(real.proofs),
    };
    this.#running += 1;
    task(ports, seen)
      .catch((error: unknown) => this.#failed.push(error))
      .finally(end);
  }

  /** Gives so many turns, each to the waiting call that `pick` points at; ends early where all is done. Throws what a task threw. */
  async run(turns: number, pick: number): Promise<void> {
    for (let turn = 0; turn < turns; turn++) {
      await settle();
      if (this.#failed.length > 0) throw this.#failed[0];
      if (this.#waiting.length === 0) {
        if (this.#running > 0) throw new Error("a task waits for something that is no port");
        return;
      }
      const [next] = this.#waiting.splice((pick + turn * 7) % this.#waiting.length, 1);
      next?.();
    }
    await settle();
    if (this.#failed.length > 0) throw this.#failed[0];
  }
}

/** Lets everything that was released run on to its next call. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
