import { counted } from "../counted.ts";
import type { HealthCause } from "./cause.ts";
import { type Examination, secondsSince } from "./check.ts";
import type { AlarmHealth, FunctionHealth, RoleHealth, RuleHealth, Runs, Source, TableHealth } from "./probes.ts";

// The parts that the stack is made of, each as its own check. A part that is missing or was changed is a cause.

/** Without the key no recovery point can be decrypted. */
export const key: Examination = {
  name: "key",
  needs: ["key"],
  async look({ probes }) {
    const { id, state, deletedAt } = await probes.key();
    if (state === "Enabled") return { summary: state, causes: [] };
    const cause: HealthCause = deletedAt
      ? { code: "key-deleted", key: id, state, at: deletedAt }
      : { code: "key-unusable", key: id, state };
    return { summary: "", causes: [cause] };
  },
};

/** The tables, and what protects them: deletion protection, point-in-time recovery, the policy that nothing is rewritten. */
export const tables: Examination = {
  name: "tables",
  needs: ["tables", "ledger's policy"],
  async look({ probes }) {
    const found = await probes.tables();
    const summary = found.map(({ name, state }) => `${name} ${state}`).join(", ");
    return { summary, causes: found.flatMap(tableCauses) };
  },
};

/** A table that is being changed works on. */
const USABLE = new Set(["ACTIVE", "UPDATING"]);

function tableCauses({ name: table, state, missingPolicy, ...table_ }: TableHealth): HealthCause[] {
  if (state === "MISSING") return [{ code: "table-missing", table }];
  return [
    ...(USABLE.has(state) ? [] : [{ code: "table-unusable" as const, table, state }]),
    ...(table_.deletionProtected ? [] : [{ code: "table-deletable" as const, table }]),
    ...(table_.recoverable ? [] : [{ code: "table-not-recoverable" as const, table }]),
    ...(missingPolicy ? [{ code: "ledger-rewritable" as const, table, ...missingPolicy }] : []),
  ];
}

/**
 * Whether Lambda hands the functions what they wait for. A function that is never called has no errors: capture would
 * be silent, and so would tamper, whose silence means that all is well.
 */
export const sources: Examination = {
  name: "sources",
  needs: ["sources", "queues", "tables"],
  async look({ probes }) {
    const found = await probes.sources();
    const states = found.flatMap((one) => {
      const working = workingMapping(one);
      return working ? [`${one.reader} ${working.state}`] : [];
    });
    return { summary: states.join(", "), causes: found.flatMap(sourceCauses) };
  },
};

/** On its way to be enabled, too. */
const READS = new Set(["Enabled", "Enabling", "Creating", "Updating"]);

function workingMapping({ source, mappings }: Source) {
  return mappings.find((mapping) => mapping.source === source && READS.has(mapping.state));
}

function sourceCauses(one: Source): HealthCause[] {
  const { reader, source, table, mappings, creation } = one;
  const working = workingMapping(one);
  if (working) {
    const result = working.lastResult;
    return result?.startsWith("PROBLEM") ? [{ code: "source-failing", function: reader, result }] : [];
  }
  const stale = mappings.filter((mapping) => mapping.source !== source).map(({ id }) => id);
  if (source === null) {
    // A queue that is gone is reported by the check of what reads it.
    return table === null ? [] : [{ code: "stream-off", function: reader, table, stale, creation }];
  }
  const off = mappings.find((mapping) => mapping.source === source);
  if (off) return [{ code: "source-disabled", function: reader, mapping: off.id, state: off.state }];
  return [{ code: "source-missing", function: reader, source, stale, creation }];
}

/** Without its rules the vault learns of no change, sweeps no more, and reports nothing that is done to key and tables. */
export const rules: Examination = {
  name: "rules",
  needs: ["rules", "queues"],
  async look({ probes }) {
    const [found, queue] = await Promise.all([probes.rules(), probes.queue("changes")]);
    const causes = found.flatMap(ruleCauses);
    if (queue.present && queue.rightPolicy) {
      causes.push({ code: "queue-closed", queue: queue.name, url: queue.url, policy: queue.rightPolicy });
    }
    return { summary: counted(found.length, "rule"), causes };
  },
};

function ruleCauses({ name: rule, state, target, targets }: RuleHealth): HealthCause[] {
  if (state === null) return [{ code: "rule-missing", rule }];
  return [
    ...(state.startsWith("ENABLED") ? [] : [{ code: "rule-disabled" as const, rule, state }]),
    ...(targets.includes(target) ? [] : [{ code: "rule-without-target" as const, rule, target }]),
  ];
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** People call this one, and see for themselves whether it works: an old failure says nothing of it. */
const ASKED_BY_PEOPLE = /-restore$/;
const PEOPLE_SECONDS = 60 * 60;

/** Whether each function is there and may run, and whether its last run failed. */
export const functions: Examination = {
  name: "functions",
  needs: ["functions", "restore's alias", "who may invoke sweep", "metrics"],
  async look({ probes, now }) {
    const [found, runs] = await Promise.all([probes.functions(), probes.runs(new Date(now.getTime() - DAY_MS))]);
    const errors = runs.reduce((sum, one) => sum + one.errors, 0);
    const summary = `${counted(found.length, "function")}, ${counted(errors, "error")} in 24 hours`;
    return { summary, causes: [...found.flatMap(functionCauses), ...runs.flatMap((one) => runCauses(one, now))] };
  },
};

function functionCauses({ name, present, stopped, missingAlias, uninvitedRule }: FunctionHealth): HealthCause[] {
  if (!present) return [{ code: "function-missing", function: name }];
  return [
    ...(stopped ? [{ code: "function-stopped" as const, function: name }] : []),
    ...(missingAlias ? [{ code: "alias-missing" as const, function: name, alias: missingAlias }] : []),
    ...(uninvitedRule ? [{ code: "rule-not-admitted" as const, function: name, rule: uninvitedRule }] : []),
  ];
}

function runCauses({ function: name, errors, failingSince }: Runs, now: Date): HealthCause[] {
  if (failingSince === null) return [];
  const seconds = secondsSince(failingSince, now);
  if (ASKED_BY_PEOPLE.test(name) && seconds > PEOPLE_SECONDS) return [];
  return [{ code: "function-failing", function: name, errors, seconds }];
}

/** Whether each function still has its rights, and no policy beside those of the stack. */
export const roles: Examination = {
  name: "roles",
  needs: ["roles"],
  async look({ probes }) {
    const found = await probes.roles();
    const causes = found.flatMap(({ function: name, role, missing }): HealthCause[] => [
      ...(missing.length > 0 ? [{ code: "rights-missing" as const, function: name, role, rights: missing }] : []),
      ...foreignPolicies(found, name),
    ]);
    return { summary: counted(found.length, "role"), causes };
  },
};

/** The policies of a function's role that the stack did not put there. */
export function foreignPolicies(found: readonly RoleHealth[], reader: string): HealthCause[] {
  return found
    .filter(({ function: name, foreign }) => name === reader && foreign.inline.length + foreign.attached.length > 0)
    .map(({ function: name, role, foreign }) => ({ code: "foreign-policies", function: name, role, ...foreign }));
}

/** Whether an alarm is raised, missing, or notifies nobody. */
export const alarms: Examination = {
  name: "alarms",
  needs: ["alarms"],
  async look({ probes }) {
    const found = await probes.alarms();
    const named = (which: (alarm: AlarmHealth) => boolean) => found.filter(which).map(({ name }) => name);
    const there = found.filter(({ state }) => state !== null);
    const of = (code: Extract<HealthCause, { alarms: string[] }>["code"], names: string[]): HealthCause[] =>
      names.length > 0 ? [{ code, alarms: names }] : [];
    return {
      summary: counted(there.length, "alarm"),
      causes: [
        ...of(
          "alarms-raised",
          named(({ state }) => state === "ALARM"),
        ),
        ...of(
          "alarms-missing",
          named(({ state }) => state === null),
        ),
        ...of(
          "alarms-silenced",
          named(({ state, silenced }) => state !== null && silenced),
        ),
        ...of(
          "alarms-without-action",
          named(({ state, notifies }) => state !== null && !notifies),
        ),
      ],
    };
  },
};

/** Whether notifications and alarms reach the topic, and anybody reads it. To read it otherwise is the account's choice. */
export const topic: Examination = {
  name: "topic",
  needs: ["topic"],
  async look({ probes }) {
    const { arn, present, confirmed, pending, rightPolicy } = await probes.topic();
    if (!present) return { summary: "", causes: [{ code: "topic-missing", topic: arn }] };
    return {
      summary: confirmed > 0 ? counted(confirmed, "subscription") : "",
      causes: [
        ...(rightPolicy ? [{ code: "topic-closed" as const, topic: arn, policy: rightPolicy }] : []),
        ...(confirmed === 0 ? [{ code: "no-subscribers" as const, topic: arn, pending }] : []),
      ],
    };
  },
};
