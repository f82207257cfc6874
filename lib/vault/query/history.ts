import type { HistoryResponse, QueryRequest } from "../api.ts";
import { cliCommand } from "../commands.ts";
import { VaultError } from "../errors.ts";
import { type Home, namedParameter, type ProtectedParameter } from "../parameter.ts";
import type { LedgerIndex, ProofKeeper, StatusReader } from "../ports.ts";
import { parameterSummary, recoveryPointSummaries } from "./summary.ts";

/**
 * One page of a parameter's recovery points, newest first.
 * @throws VaultError `NotFound` where the vault never saw the parameter
 */
export async function history(
  ports: { index: Pick<LedgerIndex, "history">; status: Pick<StatusReader, "live"> & Pick<ProofKeeper, "proof"> },
  home: Home,
  request: Extract<QueryRequest, { op: "history" }>,
): Promise<HistoryResponse> {
  const parameter = namedParameter(home, request);
  const live = await ports.status.live(parameter.arn);
  if (!live) {
    if ((await ports.index.history(parameter.arn, null)).rows.length > 0) {
      throw new VaultError(
        "Busy",
        `the status row of "${parameter.name}" is missing`,
        "npx sst-vault sweep puts it anew",
      );
    }
    throw unknownParameter(parameter);
  }
  const proof = await ports.status.proof(parameter.arn);
  const { rows, next } = await ports.index.history(parameter.arn, request.nextToken ?? null);
  const entries = rows.map(({ entry }) => entry);
  return {
    parameter: parameterSummary(live, proof),
    recoveryPoints: recoveryPointSummaries(entries, live.livePoint, proof?.opens ?? {}),
    ...(next && { nextToken: next }),
  };
}

/** The error that says that the vault never saw a parameter, and what to try. */
export function unknownParameter({ app, name }: ProtectedParameter): VaultError {
  const list = cliCommand("list", ...(app ? ["--app", app] : []));
  return new VaultError(
    "NotFound",
    `the vault knows no parameter "${name}"`,
    `${list} shows what is protected; npx sst-vault sweep looks for passphrases it has not seen yet`,
  );
}
