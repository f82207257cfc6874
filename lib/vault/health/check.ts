import type { Check } from "../api.ts";
import { isDenial } from "../errors.ts";
import type { Home } from "../parameter.ts";
import type { Clock, StatusReader } from "../ports.ts";
import { allRows } from "../status/all-rows.ts";
import { type HealthCause, isNote } from "./cause.ts";
import { healthText } from "./cause-text.ts";
import { INSPECTIONS, type Inspection } from "./inspections.ts";
import type { HealthProbes } from "./probes.ts";

export interface HealthPorts {
  status: Pick<StatusReader, "list" | "sweep" | "trail" | "failure">;
  probes: HealthProbes;
  clock: Clock;
}

/** What one vault is held to. */
export interface HealthSettings {
  vault: string;
  home: Home;
  /** The longest that two sweeps are apart. */
  sweepEverySeconds: number;
  limits: HealthLimits;
}

/** Beyond these something is wrong. */
interface HealthLimits {
  /** How long a change may wait for capture. */
  changesLateSeconds: number;
  checksLateSeconds: number;
  oldestTestHours: number;
}

/** What a check works with. */
export type Examined = HealthPorts &
  HealthSettings & {
    now: Date;
    /** The whole status table, read once for all checks. */
    everything(): ReturnType<typeof allRows>;
  };

/** What a check saw, in words, and what is wrong with it. */
export interface Outcome {
  summary: string;
  causes: HealthCause[];
}

/** One part of the vault: how it is looked at, and what that takes. */
export interface Examination {
  name: string;
  needs: readonly Inspection[];
  /** Not even a failure to look makes the vault unhealthy. */
  advisory?: true;
  look(examined: Examined): Promise<Outcome>;
}

/** Looks, and turns a failure to look into a check that failed. */
export async function examine({ name, needs, advisory, look }: Examination, examined: Examined): Promise<Check> {
  const { summary, causes } = await look(examined).catch((error) => notChecked(error, needs, examined));
  const ok = causes.length === 0;
  const detail = [summary, ...causes.map(healthText)].filter((part) => part !== "").join("; ");
  return {
    name,
    ok,
    detail,
    ...(!ok && { causes }),
    ...(!ok && (advisory || causes.every(isNote)) && { advisory: true }),
  };
}

export function examinedOf(ports: HealthPorts, settings: HealthSettings): Examined {
  let read: ReturnType<typeof allRows> | undefined;
  const everything = () => {
    read ??= allRows(ports.status, settings.home.prefix);
    return read;
  };
  return { ...ports, ...settings, now: ports.clock.now(), everything };
}

/** By its name only: an SDK error's text may quote what it was given. */
function notChecked(error: unknown, needs: readonly Inspection[], { vault }: Examined): Outcome {
  const kind = error instanceof Error ? error.name : "unknown error";
  const rights = needs.flatMap((need) => INSPECTIONS[need]);
  const cause: HealthCause = isDenial(kind)
    ? { code: "right-missing", function: `${vault}-query`, rights }
    : { code: "not-checked", error: kind };
  return { summary: "", causes: [cause] };
}

export function secondsSince(time: string, now: Date): number {
  return Math.max(0, (now.getTime() - Date.parse(time)) / 1000);
}
