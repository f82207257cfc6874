import type { Passphrase } from "../../sst/passphrase.ts";
import { type RestoreRequest, type RestoreResponse, type SplitStep, UNTESTED } from "../api.ts";
import { type Looked, type LookPorts, look, type Stock, takeStock } from "../capture/look.ts";
import { VaultError } from "../errors.ts";
import { openPoint } from "../ledger/open-point.ts";
import type { RecoveryPoint } from "../ledger/recovery-point.ts";
import type { ProtectedParameter } from "../parameter.ts";
import type {
  ArtifactReader,
  Opener,
  ParameterReader,
  ParameterWrite,
  ParameterWriter,
  ProofKeeper,
  Sealer,
  WriteRefusal,
} from "../ports.ts";
import type { Assessment } from "../verify/assess.ts";
import { pointsOf } from "../verify/candidates.ts";
import { type Asked, planAnswer, recordedAnswer, refusal } from "./answer.ts";
import type { RestoreCause, RestoreWarning } from "./cause.ts";
import { type Foreign, openForeign, recordCopy } from "./foreign.ts";
import { type Plan, planRestore } from "./plan.ts";
import { isBehind, knownVersions, lookNow, recordRefusal, recordWrite, unrecorded, type Written } from "./record.ts";

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
  /** The other parameter whose value is to be copied, where the request names one. */
  from?: ProtectedParameter | null;
}

/** A plan meets another writer at most so often before the caller is told to ask again. */
const PLANS = 4;

/**
 * Gives a parameter a value the vault holds, or says why not. Whatever value stands there is in the vault
 * before it is replaced; a dry run writes nothing at all. The same `requestId` gets the same answer again.
 * @throws VaultError `NotFound` for a parameter or recovery point nobody knows, `Damaged` for a blob that is
 *   not what was sealed, what `ParameterWriter.put` throws, `Busy` where others write all the time
 */
export async function restore(
  ports: RestorePorts,
  parameter: ProtectedParameter,
  request: RestoreRequest,
  { recreateWaitSeconds, self, from = null }: RestoreSettings,
): Promise<RestoreResponse> {
  const foreign = from && (await openForeign(ports, from, request.recoveryPoint));
  const answered = await restoreFrom(ports, parameter, request, { recreateWaitSeconds, self, foreign });
  // Also where the answer is that of an earlier run, which may have been cut off before: then it names its own source.
  if (from && answered.outcome === "restored" && answered.from === from.name) {
    await recordCopy(ports, from, request, { recoveryPoint: answered.recoveryPoint, to: parameter.name });
  }
  return answered;
}

async function restoreFrom(
  ports: RestorePorts,
  parameter: ProtectedParameter,
  request: RestoreRequest,
  { recreateWaitSeconds, self, foreign }: Omit<RestoreSettings, "from"> & { foreign: Foreign | null },
): Promise<RestoreResponse> {
  let written: Written | null = null;
  const record = (done: Written, asked: Asked = request) => recordWrite(ports, parameter, asked, done);
  for (let plans = 0; plans < PLANS; plans++) {
    const stock = request.dryRun
      ? await takeStock(ports, parameter, () => ports.ledger.rows(parameter.arn))
      : await captured(ports, parameter);
    const recorded = written ? null : recordedAnswer(parameter, stock, request.requestId);
    if (recorded) return recorded;

    const { plan, assessment } = await planRestore(ports, parameter, stock, request, recreateWaitSeconds, foreign);
    const refuse = async (cause: RestoreCause, steps?: SplitStep[]) => {
      const refused = refusal(parameter, stock, cause, assessment, steps);
      if (!request.dryRun) await recordRefusal(ports, parameter, request, refused);
      return refused;
    };
    // Others came between the look before and the write. Unless there is something better to write, that was all.
    if (written && !(mayWrite(plan) && !isBehind(stock, written))) return record(written);
    if (plan.kind === "refused") return refuse(plan.cause, plan.steps);
    if (plan.kind === "unchanged" && !request.dryRun) {
      const late = await cutOffWrite(ports.key, parameter, stock, plan, assessment, self);
      if (late) return record(late, { requestId: request.requestId });
    }
    if (!mayWrite(plan) || request.dryRun) return planAnswer(parameter, plan, assessment, request.dryRun === true);

    const at = ports.clock.now().toISOString();
    const put = await ports.store.put(plan.write);
    if (written && (put === "exists" || "refused" in put)) return record(written);
    if (put === "exists") continue;
    if ("refused" in put) return refuse(writeRefused(put.refused, plan.write, stock));
    const earlier = written;
    const { version } = put;
    const asPlanned = version === plan.expected;
    written = {
      version,
      value: plan.write.value,
      source: plan.point.id,
      from: plan.from?.name ?? null,
      opens: plan.opens,
      replaced: asPlanned ? plan.replaced : null,
      readBack: await readsBack(ports, plan.write, version),
      warnings: [...plan.warnings, ...(await addTags(ports, plan.write))],
      at,
      before: knownVersions(stock),
    };
    if (earlier) await record(earlier, { ...request, requestId: undefined });
    else if (!asPlanned) continue; // theirs is in the history: look, and plan anew, once
    const answered = await record(written);
    // What was found out stays known, so that the test after this change need not try it all again. It will where
    // this fails: what is done and recorded has not failed.
    await ports.proofs.putProof(assessment.proof).catch(() => {});
    return answered;
  }
  if (written) return record(written);
  throw new VaultError("Busy", `"${parameter.name}" is being written by others all the time`, "ask again in a minute");
}

/** Looks with nothing to believe, and keeps whatever value stands there. */
function captured(ports: RestorePorts, parameter: ProtectedParameter): Promise<Looked> {
  return look(ports, parameter, lookNow(ports, parameter));
}

/** Whether a plan is to write now. */
function mayWrite(plan: Plan): plan is Extract<Plan, { kind: "put" }> {
  return plan.kind === "put" && plan.seconds === 0;
}

/**
 * The write of an earlier restore that was cut off before it was recorded, where its value is still live. Which recovery
 * point that came from is known by the value alone.
 */
async function cutOffWrite(
  key: Opener,
  parameter: ProtectedParameter,
  stock: Stock,
  { point, warnings }: Extract<Plan, { kind: "unchanged" }>,
  { live }: Assessment,
  self: string,
): Promise<Written | null> {
  const left = unrecorded(stock, self);
  if (!left?.value) return null;
  const { version, value, createdAt } = left;
  const older = pointsOf(stock).filter((one) => one.createdAt < createdAt);
  const likely = older.filter(({ id }) => id === point?.id);
  return {
    version,
    value,
    from: null,
    source: await firstHolding(key, parameter, stock, value, [...likely, ...older.toReversed()]),
    opens: live ?? UNTESTED,
    replaced: null,
    warnings: [{ code: "recorded-late" }, ...warnings],
    at: createdAt,
    before: knownVersions(stock, left),
    readBack: true,
  };
}

/** The first of some recovery points that holds a value; null where none does that can be opened. */
async function firstHolding(
  key: Opener,
  parameter: ProtectedParameter,
  { rows }: Stock,
  value: Passphrase,
  points: RecoveryPoint[],
): Promise<string | null> {
  for (const point of points) {
    const held = await openPoint(key, parameter, rows, point).catch((error: unknown) => {
      if (error instanceof VaultError && error.code === "Damaged") return null;
      throw error;
    });
    if (held?.equals(value)) return point.id;
  }
  return null;
}

/** Why Parameter Store did not take a write, with what mends it. */
function writeRefused(code: WriteRefusal, { keyId }: ParameterWrite, { observation }: Stock): RestoreCause {
  switch (code) {
    case "key-unusable":
      return { code, keyId: keyId ?? "alias/aws/ssm" };
    case "parameter-limit":
      return { code };
    case "versions-labelled": {
      const oldest = observation.present ? observation.versions[0] : null;
      return { code, version: oldest?.version ?? 0, labels: oldest?.labels ?? [] };
    }
  }
}

/** Tags of a live parameter are added apart. The value stands by then, so what fails here is a warning. */
async function addTags({ store }: RestorePorts, { name, overwrite, tags }: ParameterWrite): Promise<RestoreWarning[]> {
  if (!overwrite || Object.keys(tags).length === 0) return [];
  try {
    await store.addTags(name, tags);
    return [];
  } catch (error) {
    return [{ code: "tags-not-added", error: error instanceof Error ? error.name : "an error" }];
  }
}

/** Reads that very version back and compares: a restore is not done before the value stands there. */
async function readsBack(ports: RestorePorts, write: ParameterWrite, version: number): Promise<boolean> {
  for (const wait of [100, 200, 400, 800, 1600]) {
    const value = await ports.store.read(write.name, version);
    if (value) return value.equals(write.value);
    await ports.clock.sleep(wait);
  }
  return false;
}
