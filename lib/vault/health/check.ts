import type { Check } from "../api.ts";
import { type Commands, commandsOf } from "../commands.ts";
import { counted } from "../counted.ts";
import { isDenial } from "../errors.ts";
import type { Home } from "../parameter.ts";
import type { Clock, StatusReader } from "../ports.ts";
import { allRows } from "../status/all-rows.ts";
import type { HealthProbes } from "./probes.ts";

export interface HealthPorts {
  status: Pick<StatusReader, "list" | "sweep" | "trail">;
  probes: HealthProbes;
  clock: Clock;
}

/** What one vault is held to. */
export interface HealthSettings {
  vault: string;
  home: Home;
  /** The longest that two sweeps are apart. */
  sweepEverySeconds: number;
  /** Beyond these something is wrong: the alarms watch the same. */
  limits: { changesAgeSeconds: number; checksAgeSeconds: number; oldestTestHours: number };
}

/** What a check works with. */
export type Examined = HealthPorts &
  HealthSettings & {
    commands: Commands;
    now: Date;
    /** The whole status table, read once for all checks. */
    everything(): ReturnType<typeof allRows>;
  };

export type Outcome = Omit<Check, "name">;

/** One part of the vault: how it is looked at, and which rights that takes. */
export interface Examination {
  name: string;
  needs: readonly string[];
  /** Not even a failure to look makes the vault unhealthy. */
  advisory?: true;
  look(examined: Examined): Promise<Outcome>;
}

/** Looks, and turns a failure to look into a check that failed. */
export async function examine(examination: Examination, examined: Examined): Promise<Check> {
  const { name, needs, advisory } = examination;
  try {
    return { name, ...(await examination.look(examined)) };
  } catch (error) {
    return { name, ...notLookedAt(error, needs, examined), ...(advisory && { advisory }) };
  }
}

export function examinedOf(ports: HealthPorts, settings: HealthSettings): Examined {
  let read: ReturnType<typeof allRows> | undefined;
  const everything = () => {
    read ??= allRows(ports.status, settings.home.prefix);
    return read;
  };
  return {
    ...ports,
    ...settings,
    commands: commandsOf({ vault: settings.vault, region: settings.home.region }),
    now: ports.clock.now(),
    everything,
  };
}

/** By its name only: an SDK error's text may quote what it was given. */
function notLookedAt(error: unknown, needs: readonly string[], { vault, commands }: Examined): Outcome {
  const kind = error instanceof Error ? error.name : "unknown error";
  const denied = isDenial(kind);
  const right = denied ? `; the role of ${vault}-query needs ${needs.join(", ")}` : "";
  const advice = denied ? commands.deploy : commands.cli("status");
  return { ok: false, detail: `could not be checked: ${kind}${right}`, advice };
}

/** A span in words: seconds, from two minutes on minutes, from two hours on hours, from two days on days. */
export function span(seconds: number): string {
  if (seconds < 120) return counted(Math.round(seconds), "second");
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return counted(minutes, "minute");
  return minutes < 48 * 60 ? counted(Math.round(minutes / 60), "hour") : counted(Math.round(minutes / 1440), "day");
}

export function secondsSince(time: string, now: Date): number {
  return Math.max(0, (now.getTime() - Date.parse(time)) / 1000);
}
