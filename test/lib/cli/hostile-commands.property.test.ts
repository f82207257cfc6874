import * as fc from "fast-check";
import type * as v from "valibot";
import { expect, test } from "vitest";
import { commandLine } from "../../../lib/cli/command-line.ts";
import type { GlobalOptions } from "../../../lib/cli/global-options.ts";
import { healthAdvice } from "../../../lib/cli/health-advice.ts";
import { adviceOnCause } from "../../../lib/cli/restore/way-out.ts";
import { adviceOn } from "../../../lib/cli/verify/advice.ts";
import { nextSteps } from "../../../lib/deploy/next-steps.ts";
import { Verdict } from "../../../lib/vault/api.ts";
import { VerdictCause } from "../../../lib/vault/cause.ts";
import { HealthCause } from "../../../lib/vault/health/cause.ts";
import { plain } from "../../../lib/vault/plain.ts";
import { RestoreCause } from "../../../lib/vault/restore/cause.ts";
import { hostileText, MARK, pasted } from "../../support/shell-words.ts";
import { parameter, point, REGION, restoreAnswer, runWith, verifyResult } from "./harness.ts";

/** A value of a schema in which every text is the hostile one. */
function sample(schema: unknown, hostile: string): unknown {
  const { type, ...rest } = schema as v.GenericSchema & { type: string };
  const { entries, item, options, wrapped, literal } = rest as Record<string, unknown>;
  switch (type) {
    case "object":
    case "loose_object":
      return Object.fromEntries(
        Object.entries(entries as object).map(([name, inner]) => [name, sample(inner, hostile)]),
      );
    case "array":
      return [sample(item, hostile), sample(item, hostile)];
    case "variant":
      return sample((options as unknown[])[0], hostile);
    case "picklist":
      return (options as unknown[])[0];
    case "nullable":
    case "optional":
      return sample(wrapped, hostile);
    case "literal":
      return literal;
    case "number":
      return 7;
    case "boolean":
      return false;
    default:
      expect(type).toBe("string");
      return hostile;
  }
}

/** One of every cause that a variant knows, those of a variant in it, too. */
function causes<T>(schema: { options: readonly unknown[] }, hostile: string): T[] {
  return schema.options.flatMap((option) => {
    const { type } = option as { type: string };
    if (type === "variant") return causes<T>(option as { options: readonly unknown[] }, hostile);
    return [sample(option, hostile) as T];
  });
}

const COMMAND = /^(npx|aws|npm|test|rm) /;
const commandsIn = (text: string) => text.split("\n").filter((line) => COMMAND.test(line));

/** Every command that the CLI gives for anything, with the same hostile text for every name, id, fact and option. */
async function printed(hostile: string): Promise<string[]> {
  const given: GlobalOptions = {
    ...{ region: undefined, profile: hostile, vault: "sst-vault" },
    ...{ json: false, color: false, yes: false },
  };
  const identity = { app: hostile, stage: hostile, name: `/sst/passphrase/${hostile}` };
  const found = causes<VerdictCause>(VerdictCause, hostile);
  const inClear = causes<RestoreCause>(RestoreCause, hostile).find(({ code }) => code === "stored-in-clear");
  const elsewhere = { name: `/sst/passphrase/${hostile}`, recoveryPoint: hostile };
  const results = Verdict.options.flatMap((verdict) =>
    found.flatMap((cause) =>
      [[], inClear ? [inClear] : []].map((warningCauses) =>
        verifyResult(hostile, hostile, { ...identity, verdict, cause, warningCauses, elsewhere }),
      ),
    ),
  );
  const retry = (...more: string[]) => commandLine(given, "restore", [hostile, hostile], more);
  const refusals = causes<RestoreCause>(RestoreCause, hostile).map((cause) =>
    restoreAnswer("refused", { ...identity, cause }),
  );
  const broken = parameter(hostile, hostile, { ...identity, verdict: "recoverable" });
  const deployed = { options: given, region: REGION, notify: undefined, subscribed: false, parameters: [broken] };
  return [
    ...causes<HealthCause>(HealthCause, hostile).flatMap((cause) => healthAdvice(given, REGION, [cause])),
    ...results.flatMap((result) => adviceOn(given, result, REGION).flatMap(({ commands }) => commands)),
    ...refusals.flatMap((answer) => adviceOnCause(given, answer, retry)?.advice.flatMap((one) => one.commands) ?? []),
    ...commandsIn(nextSteps(deployed, 80)),
    ...(await shown({ query: { parameters: [broken] } }, "list")),
    ...(await shown({ query: { parameters: [{ ...broken, live: false, verdict: "ok" }] } }, "list")),
    ...(await shown(
      { query: { parameter: { ...broken, live: false }, recoveryPoints: [point()] } },
      "history",
      "a",
      "b",
    )),
    ...(await restores(identity, hostile)),
  ].filter((line) => !line.startsWith("https:"));
}

async function restores(identity: { app: string; stage: string; name: string }, hostile: string): Promise<string[]> {
  const points = { recoveryPoint: hostile, replaced: hostile, created: hostile, parameterVersion: 2 };
  const candidates = [point({ id: hostile }), point({ id: `${hostile}2`, live: true })];
  const bucket = { bucket: hostile, key: hostile };
  const steps = [
    { do: "save-secrets" as const },
    { do: "restore" as const, recoveryPoint: hostile, force: true },
    { do: "delete-secrets" as const, ...bucket },
    { do: "load-secrets" as const },
    { do: "delete-saved-secrets" as const },
  ];
  const answers = [
    restoreAnswer("restored", { ...identity, ...points }),
    restoreAnswer("restored", { ...identity, ...points, replaced: null, wasAbsent: true }),
    restoreAnswer("planned", { ...identity, ...points }),
    restoreAnswer("refused", { ...identity, candidates }),
    restoreAnswer("refused", { ...identity, candidates, cause: { code: "deploy-running", stage: hostile } }),
    restoreAnswer("refused", { ...identity, candidates, steps }),
  ];
  const asked = ["--reason", hostile, "--key-id", hostile, "--yes"];
  const lines = await Promise.all(answers.map((restore) => shown({ restore }, "restore", "a", "b", ...asked)));
  return lines.flat();
}

async function shown(replies: Record<string, object>, ...argv: string[]): Promise<string[]> {
  // So wide that no cell of a table is wrapped: what begins a line there is no command.
  const { out, err } = await runWith({ replies, columns: Number.POSITIVE_INFINITY }, ...argv);
  return commandsIn(out + err);
}

test("no name, id, fact or reason leaves its word in any command that is printed", async () => {
  await fc.assert(
    fc.asyncProperty(hostileText, async (hostile) => {
      const lines = await printed(hostile);
      expect(lines.length).toBeGreaterThan(150);
      const { commands, errors, strays } = pasted(lines);
      expect({ errors, strays }).toEqual({ errors: "", strays: [] });
      expect(commands.length).toBeGreaterThanOrEqual(lines.length);
      const words = commands.flat().filter((word) => word.includes(MARK));
      // Wherever a mark is, the whole of it is in that word; in a policy, which is JSON, spelled as there.
      const spellings = [plain(hostile), plain(JSON.stringify(hostile).slice(1, -1))];
      for (const word of words) {
        expect(spellings.reduce((left, spelling) => left.replaceAll(spelling, ""), word)).not.toContain(MARK);
      }
      expect(commands.filter(([program]) => program === "npx").every(([, tool]) => tool !== "evil")).toBe(true);
    }),
    { numRuns: 20, examples: [["zzMARKzz'; npx evil; 'zzMARKzz"], ["zzMARKzz\nnpx evil\nzzMARKzz"]] },
  );
});
