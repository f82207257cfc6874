import pMap from "p-map";
import type { ParameterSummary } from "../../vault/api.ts";
import type { Chain } from "../../vault/audit/chain-walk.ts";
import { checkReport, type EarlierReport, type Expectations, ledgerCheck } from "../../vault/audit/ledger-check.ts";
import { ChainResponse, type CheckReport } from "../../vault/audit-api.ts";
import { VaultError } from "../../vault/errors.ts";
import type { Whereabouts } from "../../vault/parameter-arn.ts";
import type { Context } from "../context.ts";
import { eachPage } from "../pages.ts";
import { readParameters } from "../parameters.ts";
import { mustBeOf } from "./earlier-report.ts";
import { isOne, type Scope, scopeWords } from "./request.ts";
import { openTrail } from "./trail.ts";
import { unknown } from "./unknown.ts";

export interface Checked {
  report: CheckReport;
  parameters: ParameterSummary[];
  /** By name, when the vault's first entry was recorded. */
  since: ReadonlyMap<string, string | null>;
}

/** The index the chains are read from may be some seconds behind the table. */
const PAUSES_MS = [0, 2_000];
const AT_ONCE = 8;

/**
 * Walks the hash chains of a scope. What the status table knows is read first, so that an entry made meanwhile
 * is no entry missing. A chain with a finding is walked again by itself, now and two seconds later, before
 * anything is said: rows of one moment are then read together, and a chain in use does not cry wolf.
 * @throws VaultError `NotFound` where there is nothing to walk of the parameter that is named
 */
export async function checkChains(context: Context, scope: Scope, earlier: EarlierReport | null): Promise<Checked> {
  const { account, region, parameters: all } = await readParameters(context, { app: scope.app });
  const home = { account, region };
  if (earlier) mustBeOf(earlier, { ...home, vault: context.options.vault });
  const captured = all.filter(({ pendingSince }) => pendingSince === undefined);
  const parameters = isOne(scope) ? captured.filter((parameter) => isNamed(scope, parameter)) : captured;
  const known = new Map(parameters.map(({ name, entries = 0 }) => [name, entries]));
  const expected = { known, earlier };
  const chains = await walk(context, home, scope, expected, (name) => mayBeMeant(scope, name, parameters));
  if (chains.size === 0) await refuseUnknown(context, scope);
  await walkSuspectsAgain(context, home, chains, expected);
  const walked = checkReport(home, context.clock.now().toISOString(), chains.values(), earlier);
  const report = { vault: context.options.vault, ...walked };
  return { report, parameters, since: new Map([...chains.values()].map(({ name, since }) => [name, since])) };
}

/** Nothing to walk is nothing to call whole: a name that was mistyped must not pass for checked. */
async function refuseUnknown(context: Context, scope: Scope): Promise<void> {
  if (isOne(scope)) {
    // The vault itself refuses it, by its full name, as it does where the trail is asked for.
    await openTrail(context, { scope, span: {} });
    throw unknown("parameter", scopeWords(scope).join(" "));
  }
  if (scope.app !== undefined) throw unknown("app", scope.app);
}

async function walk(
  context: Context,
  home: Whereabouts,
  scope: Scope,
  expected: Expectations,
  isMeant: (name: string) => boolean,
): Promise<Map<string, Chain>> {
  const check = ledgerCheck(home, expected, isMeant);
  const pages = eachPage(context, { op: "chain", ...scope }, ChainResponse, ({ rows }) => rows.length);
  for await (const { rows } of pages) check.take(rows);
  return check.chains();
}

async function walkSuspectsAgain(
  context: Context,
  home: Whereabouts,
  chains: Map<string, Chain>,
  { known, earlier }: Expectations,
): Promise<void> {
  const walkAlone = async ({ name, entries }: Chain) => {
    const its = { known: new Map([[name, known.get(name) ?? 0]]), earlier };
    const walked = await walk(context, home, { name }, its, (other) => other === name).catch(unlessNoName);
    const alone = walked?.get(name);
    // Only an earlier report had guessed that it belongs to what is checked.
    if (alone?.findings.length === 0 && entries === 0 && !known.has(name)) chains.delete(name);
    else if (alone) chains.set(name, alone);
  };
  for (const pause of PAUSES_MS) {
    const suspects = [...chains.values()].filter(({ findings }) => findings.length > 0);
    if (suspects.length === 0) return;
    if (pause > 0) await context.clock.sleep(pause);
    await pMap(suspects, walkAlone, { concurrency: AT_ONCE });
  }
}

/** What stands under a key that is no parameter's cannot be asked for by name: it stays as it was found. */
function unlessNoName(error: unknown): null {
  if (error instanceof VaultError && error.code === "BadRequest") return null;
  throw error;
}

function isNamed(scope: Scope, { name, stage }: ParameterSummary): boolean {
  return scope.name === undefined ? scope.stage === stage : scope.name === name;
}

/** Whether a parameter that only an earlier report knows is in the scope: as far as its name tells. */
function mayBeMeant({ app, stage, name }: Scope, of: string, [known]: ParameterSummary[]): boolean {
  if (name !== undefined) return name === of;
  if (stage !== undefined) return known ? known.name === of : of.endsWith(`/${app}/${stage}`);
  return app === undefined || of.split("/").at(-2) === app;
}
