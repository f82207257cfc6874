import { VerifyResponse, type VerifyResult } from "../../vault/api.ts";
import type { Context } from "../context.ts";
import { type EachDone, each } from "../each.ts";
import { byName, readParameters } from "../parameters.ts";

/** Each test may take the vault's function seconds of full CPU. */
const TESTING = { doing: "testing", concurrency: 4 };

/**
 * Tests all protected parameters.
 * @throws VaultError where none could be tested: then it is not about any of them
 */
export async function verifyAll(
  context: Context,
): Promise<EachDone<VerifyResult> & { account: string; region: string }> {
  const { account, region, parameters } = await readParameters(context);
  const { results, failures } = await each(context, parameters, TESTING, ({ name }) =>
    context.ask("verify", { name }, VerifyResponse),
  );
  const [first] = failures;
  if (first && results.length === 0) throw first.error;
  // Every stage comes with the `_fallback` of its app.
  const once = new Map(results.flatMap((answer) => answer.results).map((result) => [result.name, result]));
  return { account, region, results: [...once.values()].sort(byName), failures };
}
