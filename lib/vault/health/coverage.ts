import { counted } from "../counted.ts";
import type { FailureRow } from "../status/failure-row.ts";
import { figuresOf } from "../status/figures.ts";
import type { LiveRow } from "../status/live-row.ts";
import { pending } from "../sweep/uncaptured.ts";
import type { HealthCause } from "./cause.ts";
import { span } from "./cause-text.ts";
import { type Examination, type Examined, type Outcome, secondsSince } from "./check.ts";
import { foreignPolicies } from "./parts.ts";

// Whether everything is captured and tested: what the vault is there for.

/** A sweep may miss its hour once; twice is overdue. */
export const sweep: Examination = {
  name: "sweep",
  needs: ["status"],
  async look({ status, sweepEverySeconds, now }) {
    const last = await status.sweep();
    if (!last) return { summary: "", causes: [{ code: "never-swept" }] };
    const seconds = secondsSince(last.at, now);
    const compared = `${counted(last.parameters, "parameter")} compared ${span(seconds)} ago`;
    const late = seconds > 2 * sweepEverySeconds + 900;
    return {
      summary: `${compared}, ${last.enqueued} differed`,
      causes: late ? [{ code: "sweep-overdue", seconds }] : [],
    };
  },
};

const needs = ["queues", "metrics", "status", "roles"] as const;

/** The queue that capture reads, what it gave up, and whether its attempts fail right now. */
export const capture: Examination = { name: "capture", needs, look: (examined) => worked(examined, "changes") };

/** The queue that verify reads, likewise. */
export const verify: Examination = { name: "verify", needs, look: (examined) => worked(examined, "checks") };

/** A message that fails comes again within some two minutes: one that failed longer ago was handled, or is dead. */
const RECENT_FAILURE_SECONDS = 180;

async function worked(examined: Examined, holds: "changes" | "checks"): Promise<Outcome> {
  const { probes, status, vault, now, limits } = examined;
  const duty = holds === "changes" ? "capture" : "verify";
  const reader = `${vault}-${duty}`;
  const [queue, failure] = await Promise.all([probes.queue(holds), status.failure(duty)]);
  const { waiting, oldestSeconds, deadLetters } = queue;
  const causes: HealthCause[] = [queue, deadLetters].flatMap(({ present, name }) =>
    present ? [] : [{ code: "queue-missing", queue: name }],
  );
  if (queue.present && !queue.redrives) {
    causes.push({ code: "no-redrive", queue: queue.name, url: queue.url, policy: queue.redrivePolicy });
  }
  if (deadLetters.count > 0) causes.push({ code: "dead-letters", arn: queue.arn, count: deadLetters.count });
  if (failure && waiting > 0 && (await isUnresolved(examined, duty, failure))) {
    const { name, error, right, at } = failure;
    const foreign = right === null ? [] : foreignPolicies(await probes.roles(), reader);
    const facts = { parameter: name, error, right, foreign: foreign.length > 0, seconds: secondsSince(at, now) };
    causes.push({ code: "attempts-fail", function: reader, ...facts }, ...foreign);
  }
  const late = limits[`${holds}LateSeconds`];
  if (waiting > 0 && oldestSeconds !== null && oldestSeconds > late) {
    causes.push({ code: "waits-too-long", function: reader, seconds: oldestSeconds });
  }
  const oldest = waiting > 0 && oldestSeconds !== null ? `, the oldest for ${span(oldestSeconds)}` : "";
  return { summary: `${counted(waiting, holds.slice(0, -1))} waiting${oldest}`, causes };
}

/** Whether nothing has succeeded for the parameter since the failure. */
async function isUnresolved(
  { everything, now }: Examined,
  duty: "capture" | "verify",
  { name, at }: FailureRow,
): Promise<boolean> {
  if (secondsSince(at, now) > RECENT_FAILURE_SECONDS) return false;
  const { rows, proofs } = await everything();
  const row = rows.find((one) => one.name === name);
  const proof = proofs.find(({ parameter }) => parameter === row?.parameter);
  const succeeded = duty === "capture" ? row?.latest?.capturedAt : proof?.at;
  return succeeded === undefined || Date.parse(succeeded) < Date.parse(at);
}

/** By then a change that a sweep has found is captured, unless something is wrong: it takes seconds, or a lag of a minute. */
const CAPTURED_WITHIN_SECONDS = 120;
/** So many are named. */
const NAMED = 5;

/** A live value that is not in the vault is the one thing that it must never be silent about. */
export const parameters: Examination = {
  name: "parameters",
  needs: ["status"],
  async look({ status, everything, now }) {
    const [{ rows, proofs }, last] = await Promise.all([everything(), status.sweep()]);
    const { unprotected } = figuresOf(rows, proofs);
    const [first] = unprotected;
    const causes: HealthCause[] = [];
    const found = last ? pending(last, rows) : [];
    const late = found.filter(({ since }) => secondsSince(since, now) > CAPTURED_WITHIN_SECONDS);
    const [oldest] = late;
    if (oldest) {
      const seconds = secondsSince(oldest.since, now);
      const named = late.slice(0, NAMED).map(({ name }) => name);
      causes.push({ code: "not-captured", parameters: named, count: late.length, seconds });
    }
    if (first) causes.push({ code: "not-readable", parameter: first.name, count: unprotected.length });
    const coming = found.length - late.length;
    return { summary: `${rows.length} in the vault${coming > 0 ? `, ${coming} being captured` : ""}`, causes };
  },
};

/**
 * Every live parameter is tested daily. What the tests found is its owner's concern, not the vault's own health; that
 * of several none came to a result is the vault's: SST's bootstrap is gone, or the state bucket is closed to it.
 */
export const proofs: Examination = {
  name: "proofs",
  needs: ["status"],
  async look({ everything, limits, now }) {
    const { rows, proofs: tests } = await everything();
    const { oldestTest, verdicts, untestable } = figuresOf(rows, tests);
    const counts = Object.entries(verdicts).map(([verdict, count]) => `${count} ${verdict}`);
    if (!oldestTest) return { summary: ["nothing live to test", ...counts].join("; "), causes: [] };
    const seconds = secondsSince(oldestTest.at, now);
    const summary = `oldest restore test ${span(seconds)} ago (${oldestTest.name}); ${counts.join(", ")}`;
    const causes: HealthCause[] = [];
    if (seconds > limits.oldestTestHours * 3600) {
      causes.push({ code: "tests-overdue", parameter: oldestTest.name, seconds });
    } else if (untestable > 0) {
      const results = Object.keys(verdicts).some((verdict) => verdict !== "unproven" && verdict !== "retired");
      causes.push({ code: "tests-without-result", count: untestable, all: !results && untestable > 1 });
    }
    const testOf = new Map(tests.map((test) => [test.parameter, test]));
    const inClear = rows.filter(({ parameter, live }) => live && testOf.get(parameter)?.inClear);
    const damaged = rows.filter(({ parameter }) => (testOf.get(parameter)?.unreadable ?? 0) > 0);
    const note = (code: "stored-in-clear" | "ledger-unusable", [first, ...others]: LiveRow[]) => {
      if (first) causes.push({ code, parameter: first.name, count: 1 + others.length });
    };
    note("stored-in-clear", inClear);
    note("ledger-unusable", damaged);
    return { summary, causes };
  },
};
