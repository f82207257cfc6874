import type { RestoreRequest, RestoreResponse } from "../api.ts";
import { type Looked, type LookPorts, look, takeStock } from "../capture/look.ts";
import { VaultError } from "../errors.ts";
import type { ProtectedParameter } from "../parameter.ts";
import type {
  ArtifactReader,
  Opener,
  ParameterReader,
  ParameterWrite,
  ParameterWriter,
  ProofKeeper,
  Sealer,
} from "../ports.ts";
import { planAnswer, recordedAnswer, refusal } from "./answer.ts";
import { planRestore } from "./plan.ts";
import { lookNow, recordRefusal, recordWrite, unrecorded, type Written } from "./record.ts";

export interface RestorePorts extends LookPorts {
  store: ParameterReader & ParameterWriter;
  key: Sealer & Opener;
  artifacts: ArtifactReader;
  proofs: ProofKeeper;
}

export interface RestoreSettings {
  /** How long AWS asks to wait between deleting and re-creating a name. */
  recreateWaitSeconds: number;
  /** The ARN under which this function shows up as a writer in Parameter Store (`functionSession`). */
  self: string;
}

/** A plan meets another writer at most so often before the caller is told to ask again. */
const PLANS = 4;

/**
 * Gives a parameter a value the vault holds, or says why not. Whatever value stands there is in the vault
 * before it is replaced; a dry run writes nothing at all. The same `requestId` gets the same answer again.
 * @throws VaultError `NotFound` for a parameter or recovery point nobody knows, `Damaged` for a blob that is
 *   not what was sealed, what `ParameterWriter.put` throws but for `Refused`, `Busy` where others write all the time
 */
export async function restore(
  ports: RestorePorts,
  parameter: ProtectedParameter,
  request: RestoreRequest,
  { recreateWaitSeconds, self }: RestoreSettings,
): Promise<RestoreResponse> {
  let written: Written | null = null;
  for (let plans = 0; plans < PLANS; plans++) {
    const stock = request.dryRun
      ? await takeStock(ports, parameter, () => ports.ledger.rows(parameter.arn))
      : await captured(ports, parameter);
    const recorded = recordedAnswer(parameter, stock, request.requestId);
    if (recorded) return recorded;

    const { plan, assessment } = await planRestore(ports, parameter, stock, request, recreateWaitSeconds);
    const refuse = async (why: string, steps: string[]) => {
      const reason = written ? `${why}; others replaced version ${written.version}, which this restore wrote` : why;
      const refused = refusal(parameter, stock, reason, assessment, steps);
      if (!request.dryRun) await recordRefusal(ports, parameter, request, refused);
      return refused;
    };
    if (plan.kind === "refused") return refuse(plan.reason, plan.steps);
    const planned = planAnswer(parameter, plan, assessment);
    if (plan.kind === "unchanged" && !request.dryRun) {
      if (written) return recordWrite(ports, parameter, request, planned, written);
      const cutOff = unrecorded(stock, self);
      if (cutOff) return recordWrite(ports, parameter, { requestId: request.requestId }, planned, cutOff);
    }
    if (plan.kind !== "put" || request.dryRun) return planned;

    const at = ports.clock.now().toISOString();
    const put = await tryPut(ports, plan.write);
    if (put === "exists") continue;
    if ("refused" in put) return refuse(put.refused, []);
    await readBack(ports, plan.write, put.version);
    const warnings = [...plan.warnings, ...(await addTags(ports, plan.write))];
    written = { at, version: put.version, warnings, before: stock.state.ids };
    if (put.version === plan.expected) {
      const answer = await recordWrite(ports, parameter, request, planned, written);
      // What was found out stays known, so that the test after this change need not try it all again. It will where
      // this fails: what is done and recorded has not failed.
      await ports.proofs.putProof(assessment.proof).catch(() => {});
      return answer;
    }
    // Another writer came between our look and our write. Their value is in the history: the next round
    // keeps it, plans anew and, where ours still is the right one, records that theirs was replaced.
  }
  throw new VaultError("Busy", `"${parameter.name}" is being written by others all the time`, "ask again in a minute");
}

/** Looks with nothing to believe, and keeps whatever value stands there. */
function captured(ports: RestorePorts, parameter: ProtectedParameter): Promise<Looked> {
  return look(ports, parameter, lookNow(ports, parameter));
}

/** Puts, and takes what a person can mend (key, tier, labels) for a refusal: nothing was written then. */
async function tryPut({ store }: RestorePorts, write: ParameterWrite) {
  try {
    return await store.put(write);
  } catch (error) {
    if (!(error instanceof VaultError) || error.code !== "Refused") throw error;
    return { refused: error.hint ? `${error.message}: ${error.hint}` : error.message };
  }
}

/** Tags of a live parameter are added apart. The value stands by then, so what fails here is a warning. */
async function addTags({ store }: RestorePorts, { name, overwrite, tags }: ParameterWrite): Promise<string[]> {
  if (!overwrite || Object.keys(tags).length === 0) return [];
  try {
    await store.addTags(name, tags);
    return [];
  } catch (error) {
    return [`the tags were not added: AWS answered ${error instanceof Error ? error.name : "an error"}`];
  }
}

/** Reads that very version back and compares: a restore is not done before the value stands there. */
async function readBack(ports: RestorePorts, write: ParameterWrite, version: number): Promise<void> {
  for (const wait of [100, 200, 400, 800, 1600]) {
    const value = await ports.store.read(write.name, version);
    if (value?.equals(write.value)) return;
    if (value) break;
    await ports.clock.sleep(wait);
  }
  throw new VaultError(
    "Unexpected",
    `version ${version} of "${write.name}" was written but does not read back as the value restored`,
    `npx sst-vault history ${write.name} shows what stands there now`,
  );
}
