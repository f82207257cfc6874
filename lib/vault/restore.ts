import type { RestoreRequest, RestoreResponse } from "./api.ts";
import { VaultError } from "./errors.ts";
import type { Hint } from "./hint.ts";
import { type Looked, type LookPorts, look, type Stock, takeStock } from "./look.ts";
import { newest } from "./observation.ts";
import type { ProtectedParameter } from "./parameter.ts";
import type {
  ArtifactReader,
  Opener,
  ParameterReader,
  ParameterWrite,
  ParameterWriter,
  ProofKeeper,
  Sealer,
} from "./ports.ts";
import { outcomeFinding, planAnswer, recordedAnswer, refusal } from "./restore-answer.ts";
import { planRestore } from "./restore-plan.ts";

export interface RestorePorts extends LookPorts {
  store: ParameterReader & ParameterWriter;
  key: Sealer & Opener;
  artifacts: ArtifactReader;
  proofs: ProofKeeper;
}

export interface RestoreSettings {
  /** How long AWS asks to wait between deleting and re-creating a name. */
  recreateWaitSeconds: number;
  /** The name under which this function shows up as a writer: the session name of its role. */
  self: string;
}

/** A plan meets another writer at most so often before the caller is told to ask again. */
const PLANS = 4;

/** A write that is done and not yet in the ledger. */
interface Written {
  version: number;
  warnings: string[];
}

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
    if (plan.kind === "refused") {
      const refused = refusal(parameter, stock, plan.reason, assessment, plan.steps);
      if (!request.dryRun) await recordRefusal(ports, parameter, request, refused);
      return refused;
    }
    const planned = planAnswer(parameter, plan, assessment);
    if (plan.kind === "unchanged" && !request.dryRun) {
      written ??= unrecorded(stock, self);
      if (written) return finish(ports, parameter, request, planned, written);
    }
    if (plan.kind !== "put" || request.dryRun) return planned;

    const put = await ports.store.put(plan.write);
    if (put === "exists") continue;
    await readBack(ports, plan.write, put.version);
    written = { version: put.version, warnings: [...plan.warnings, ...(await addTags(ports, plan.write))] };
    // What was found out stays known, so that the test after this change need not try it all again.
    await ports.proofs.putProof(assessment.proof);
    if (put.version === plan.expected) return finish(ports, parameter, request, planned, written);
    // Another writer came between our look and our write. Their value is in the history: the next round
    // keeps it, plans anew and, where ours still is the right one, records that theirs was replaced.
  }
  throw new VaultError("Busy", `"${parameter.name}" is being written by others all the time`, "ask again in a minute");
}

/** A person waits: a change of the last minute is looked at again for three seconds, then what shows is what counts. */
const UNTIL_THE_LAST_LOOK = (last: boolean) => (last ? 0 : 60);

/** Looks with nothing to believe, and keeps whatever value stands there. */
function captured(ports: RestorePorts, parameter: ProtectedParameter): Promise<Looked> {
  const read = () => ports.ledger.rows(parameter.arn);
  return look(ports, parameter, { hint: lookHint(ports, "look"), lagSeconds: UNTIL_THE_LAST_LOOK, read });
}

async function recordRefusal(
  ports: RestorePorts,
  parameter: ProtectedParameter,
  request: RestoreRequest,
  refused: RestoreResponse,
): Promise<void> {
  await look(ports, parameter, {
    hint: lookHint(ports, "look"),
    lagSeconds: UNTIL_THE_LAST_LOOK,
    read: () => ports.ledger.rows(parameter.arn),
    besides: ({ state }) => [outcomeFinding(refused, request, state.life, now(ports))],
  });
}

/**
 * Records a write that is done: the entry of the new version, if capture has not made it yet, and `restored`.
 * What was replaced is the version before ours, whoever wrote it.
 */
async function finish(
  ports: RestorePorts,
  parameter: ProtectedParameter,
  request: RestoreRequest,
  planned: RestoreResponse,
  written: Written,
): Promise<RestoreResponse> {
  const hint = lookHint(ports, "update");
  let answer: RestoreResponse | null = null;
  await look(ports, parameter, {
    hint,
    lagSeconds: () => Number.POSITIVE_INFINITY,
    read: () => ports.ledger.tail(parameter.arn, hint.at),
    besides: ({ state }, findings) => {
      const found = findings.find(({ kept }) => kept?.point.version === written.version)?.kept?.point;
      const created = found ?? state.points.get(written.version);
      answer = {
        ...planned,
        outcome: "restored",
        reason: `the value of recovery point ${planned.recoveryPoint} is live again`,
        replaced: state.points.get(written.version - 1)?.id ?? null,
        created: created?.id ?? null,
        parameterVersion: written.version,
        warnings: written.warnings,
      };
      return [outcomeFinding(answer, request, created?.life ?? state.life, now(ports))];
    },
  });
  if (!answer) throw new VaultError("Unexpected", `the restore of "${parameter.name}" was done but not recorded`);
  return answer;
}

/**
 * A restore that was cut off between its write and its record: the live value was written by this very
 * function, and no `restored` entry tells of it. Whoever asks next, as a rule the same caller again, has it recorded.
 */
function unrecorded({ rows, state, observation }: Stock, self: string): Written | null {
  const live = observation.present ? newest(observation.versions) : null;
  if (!live?.createdBy?.endsWith(`/${self}`)) return null;
  const id = state.points.get(live.version)?.id;
  const told = rows.some(({ entry }) => entry.type === "restored" && entry.detail.created === id);
  return told ? null : { version: live.version, warnings: [] };
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

function lookHint(ports: RestorePorts, kind: "look" | "update"): Hint {
  return { kind, at: now(ports), source: "restore" };
}

function now(ports: RestorePorts): string {
  return ports.clock.now().toISOString();
}
