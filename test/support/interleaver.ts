import type { CapturePorts } from "../../lib/vault/capture/capture.ts";
import type { ParameterWrite } from "../../lib/vault/ports.ts";
import type { RestorePorts } from "../../lib/vault/restore/restore.ts";
import type { MemoryVault } from "./memory/memory-vault.ts";

/** The end of a process between two calls: nothing after it runs. */
class Crash extends Error {}

/**
 * Runs several captures and restores against one vault at once, call by call, in the order the test picks: every call to
 * a port waits for its turn. A task may be cut off after a number of calls, as a function that dies.
 */
export class Interleaver {
  readonly #vault: MemoryVault;
  #waiting: (() => void)[] = [];
  #running = 0;

  constructor(vault: MemoryVault) {
    this.#vault = vault;
  }

  /** Starts a task. `seen` tells the versions its last look showed and that were there, as `createdAt version`. */
  start(crashAfter: number, task: (ports: CapturePorts & RestorePorts, seen: () => string[]) => Promise<void>): void {
    let calls = 0;
    let seen: string[] = [];
    const turn = async () => {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      calls += 1;
      if (calls > crashAfter) throw new Crash();
    };
    const real = this.#vault.ports();
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
        seen = observation.present ? real.store.present(name, observation.versions) : [];
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
    };
    const clock = {
      now: () => real.clock.now(),
      sleep: async (milliseconds: number) => {
        await turn();
        real.clock.advance(milliseconds);
      },
    };
    const ports: CapturePorts & RestorePorts = {
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
    task(ports, () => seen)
      .catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
      })
      .finally(() => {
        this.#running -= 1;
      });
  }

  /** Gives so many turns, each to the waiting call that `pick` points at; ends early where all is done. */
  async run(turns: number, pick: number): Promise<void> {
    for (let turn = 0; turn < turns; turn++) {
      await settle();
      if (this.#waiting.length === 0) {
        if (this.#running > 0) throw new Error("a task waits for something that is no port");
        return;
      }
      const [next] = this.#waiting.splice((pick + turn * 7) % this.#waiting.length, 1);
      next?.();
    }
    await settle();
  }
}

/** Lets everything that was released run on to its next call. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
