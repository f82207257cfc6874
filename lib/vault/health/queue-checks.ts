import { counted } from "../counted.ts";
import { type Examination, type Examined, type Outcome, span } from "./check.ts";

const needs = ["sqs:GetQueueAttributes", "cloudwatch:GetMetricData"];

/** The queue that capture reads, and what it gave up. */
export const capture: Examination = {
  name: "capture",
  needs,
  look: (examined) => look(examined, "changes", examined.limits.changesAgeSeconds),
};

/** The queue that verify reads, and what it gave up. */
export const verify: Examination = {
  name: "verify",
  needs,
  look: (examined) => look(examined, "checks", examined.limits.checksAgeSeconds),
};

async function look(examined: Examined, holds: "changes" | "checks", limit: number): Promise<Outcome> {
  const { probes, commands, vault, home } = examined;
  const { waiting, oldestSeconds, dead } = await probes.queue(holds);
  const late = waiting > 0 && oldestSeconds !== null && oldestSeconds > limit;
  const oldest = waiting > 0 && oldestSeconds !== null ? `, the oldest for ${span(oldestSeconds)}` : "";
  const detail = `${counted(waiting, holds.slice(0, -1))} waiting${oldest}, ${counted(dead, "dead letter")}`;
  if (dead > 0) {
    const queue = `arn:${home.partition}:sqs:${home.region}:${home.account}:${vault}-${holds}`;
    return { ok: false, detail, advice: commands.again(queue) };
  }
  const reader = `${vault}-${holds === "changes" ? "capture" : "verify"}`;
  return late ? { ok: false, detail, advice: commands.failuresOf(reader, "1h") } : { ok: true, detail };
}
