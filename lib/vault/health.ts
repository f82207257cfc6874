import type { Check, StatusResponse } from "./api.ts";
import { allRows } from "./list.ts";
import type { Clock, StatusReader } from "./ports.ts";

/** What the vault's own parts say of themselves. Each probe may throw; then its check fails and says why. */
export interface HealthProbes {
  /** Messages of a queue: waiting or in work, and dead letters. */
  queue(holds: "changes" | "checks"): Promise<{ waiting: number; dead: number }>;
  /** The key's state, `Enabled` when all is well (AWS API reference, KeyMetadata). */
  key(): Promise<string>;
  /** The state of each table by name, `ACTIVE` when all is well (AWS API reference, TableDescription). */
  tables(): Promise<Record<string, string>>;
}

export interface HealthPorts {
  status: Pick<StatusReader, "list" | "sweep">;
  probes: HealthProbes;
  clock: Clock;
}

type Verdict = Omit<Check, "name">;

/** Whether the vault itself is healthy: one check for each of its parts. */
export async function health(ports: HealthPorts, sweepEverySeconds: number): Promise<StatusResponse> {
  const checks = await Promise.all([
    check("sweep", () => sweepCheck(ports, sweepEverySeconds)),
    check("capture", () => queueCheck(ports.probes, "changes")),
    check("verify", () => queueCheck(ports.probes, "checks")),
    check("parameters", () => parameterCheck(ports.status)),
    check("key", async () => {
      const state = await ports.probes.key();
      return { ok: state === "Enabled", detail: state };
    }),
    check("tables", async () => {
      const states = Object.entries(await ports.probes.tables());
      const detail = states.map(([name, state]) => `${name} ${state}`).join(", ");
      return { ok: states.every(([, state]) => state === "ACTIVE"), detail };
    }),
  ]);
  return { healthy: checks.every(({ ok }) => ok), checks };
}

async function check(name: string, probe: () => Promise<Verdict>): Promise<Check> {
  try {
    return { name, ...(await probe()) };
  } catch (error) {
    // Names only: an SDK error's text may quote what it was given.
    return {
      name,
      ok: false,
      detail: `could not be checked: ${error instanceof Error ? error.name : "unknown error"}`,
    };
  }
}

/** A sweep may miss its hour once; twice is overdue. */
async function sweepCheck({ status, clock }: HealthPorts, everySeconds: number): Promise<Verdict> {
  const last = await status.sweep();
  if (!last) return { ok: false, detail: "no sweep has run through yet: npx sst-vault sweep" };
  const minutes = Math.round((clock.now().getTime() - Date.parse(last.at)) / 60_000);
  const detail = `${counted(last.parameters, "parameter")} compared ${counted(minutes, "minute")} ago, ${last.enqueued} differed`;
  return { ok: minutes * 60 <= 2 * everySeconds + 900, detail };
}

async function queueCheck(probes: HealthProbes, holds: "changes" | "checks"): Promise<Verdict> {
  const { waiting, dead } = await probes.queue(holds);
  return { ok: dead === 0, detail: `${counted(waiting, holds.slice(0, -1))} waiting, ${counted(dead, "dead letter")}` };
}

/** A live value that could not be read is the one thing the vault must never be silent about. */
async function parameterCheck(status: Pick<StatusReader, "list">): Promise<Verdict> {
  const { rows } = await allRows(status);
  const [first, ...others] = rows.filter(({ live, livePoint }) => live && livePoint === null);
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  const unread = first ? `; the live value of ${first.name}${more} is not in the vault` : "";
  return { ok: !first, detail: `${rows.length} in the vault${unread}` };
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
