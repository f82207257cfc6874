import pMap from "p-map";
import type { ParameterSummary } from "../vault/api.ts";
import type { VaultError } from "../vault/errors.ts";
import type { Context } from "./context.ts";
import { asVaultError } from "./failure.ts";
import { progressLine } from "./io.ts";

/** What went wrong with one parameter of many. */
export interface Failure {
  parameter: ParameterSummary;
  error: VaultError;
}

/** The results in the parameters' order, and what went wrong. */
export interface EachDone<T> {
  results: T[];
  failures: Failure[];
}

interface Doing<T> {
  /** What is being done, as `testing`. */
  doing: string;
  concurrency: number;
  /** What to say of each as soon as it is done, so that who stops half-way knows; nothing unless given. */
  told?: (result: T) => string;
}

/**
 * Does the same to each parameter, so many at once, and says on stderr how far it is. Where one fails, the
 * others go on.
 */
export async function each<P extends ParameterSummary, T>(
  { io }: Pick<Context, "io">,
  parameters: readonly P[],
  { doing, concurrency, told }: Doing<T>,
  work: (parameter: P) => Promise<T>,
): Promise<EachDone<T>> {
  const results: T[] = [];
  const failures: Failure[] = [];
  const progress = progressLine(io);
  const total = parameters.length;
  let finished = 0;
  // No names in it: a line that is written over must not be wider than any terminal.
  const show = () => progress.show(`${doing}, ${finished} of ${total} done …`);
  if (!io.rewritable && total > 0) io.err(`${doing} ${total} …\n`);
  const mapper = async (parameter: P, index: number) => {
    show();
    try {
      const result = await work(parameter);
      results[index] = result;
      progress.clear();
      if (told) io.err(`${told(result)}\n`);
    } catch (error) {
      progress.clear();
      failures.push({ parameter, error: asVaultError(io, error) });
    }
    finished++;
    show();
  };
  await pMap(parameters, mapper, { concurrency });
  progress.clear();
  return { results: results.filter((result) => result !== undefined), failures };
}

/** Failures as `--json` tells them. */
export function failuresJson(failures: readonly Failure[]): object {
  const errors = failures.map(({ parameter: { app, stage, name }, error: { code, message, hint } }) => {
    return { app, stage, name, code, message, hint };
  });
  return errors.length > 0 ? { errors } : {};
}
