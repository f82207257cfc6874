import { parseAnswer } from "../../../lib/aws/invoke/invoke-answer.ts";
import { runCli } from "../../../lib/cli/run-cli.ts";
import type { ParameterSummary, RecoveryPointSummary, RestoreResponse, VerifyResult } from "../../../lib/vault/api.ts";
import { UNTESTED } from "../../../lib/vault/api.ts";

export const ACCOUNT = "111122223333";
export const REGION = "eu-west-1";
export const NOW = new Date("2026-11-22T12:00:00.000Z");
export const CALLER = `arn:aws:iam::${ACCOUNT}:user/alice`;

/** What a function answers: its payload, or a function of the request and of how often it was asked before. */
type Reply = object | string | ((request: Record<string, unknown>, times: number) => object | string);

interface Setting {
  /** By function name without the vault's. */
  replies?: Record<string, Reply>;
  /** A terminal on which this is answered; null for none. */
  confirms?: boolean | null;
  columns?: number;
  color?: boolean;
  debug?: boolean;
  caller?: string | null;
}

/** Runs the CLI against functions that answer as told, and tells all that happened. */
export async function runWith(setting: Setting, ...argv: string[]) {
  const { replies = {}, confirms = null, columns = 80, color = false, debug = false, caller = CALLER } = setting;
  const seen = { out: "", err: "", questions: 0, slept: 0, asked: [] as { name: string; request: object }[] };
  const io = {
    out: (text: string) => {
      seen.out += text;
    },
    drained: () => Promise.resolve(true),
    err: (text: string) => {
      seen.err += text;
    },
    interactive: confirms !== null,
    rewritable: confirms !== null,
    columns,
    color,
    debug,
    confirm: () => {
      seen.questions++;
      return Promise.resolve(confirms === true);
    },
  };
  const clock = {
    now: () => new Date(NOW.getTime() + seen.slept),
    sleep: (milliseconds: number) => {
      seen.slept += milliseconds;
      return Promise.resolve();
    },
  };
  const invoke: Parameters<typeof runCli>[1]["connect"] = ({ vault }) => ({
    callerArn: () => Promise.resolve(caller),
    invoke: (name, request, schema) => {
      const short = name.slice(vault.length + 1);
      const times = seen.asked.filter((asked) => asked.name === name).length;
      seen.asked.push({ name, request });
      const reply = replies[short];
      const payload = typeof reply === "function" ? reply({ ...request }, times) : reply;
      const text = typeof payload === "string" ? payload : JSON.stringify({ ...HEAD, ...payload });
      return Promise.resolve().then(() => parseAnswer(name, text, schema));
    },
  });
  const code = await runCli(argv, { io, clock, connect: invoke, newRequestId: () => "request-1" });
  return { code, ...seen };
}

const HEAD = { ok: true, vaultVersion: "0.1.0", account: ACCOUNT, region: REGION };

/** An error as a function answers it. */
export function failed(code: string, message: string, hint: string | null = null): object {
  return { ok: false, error: { code, message, hint } };
}

export function point(changes: Partial<RecoveryPointSummary> = {}): RecoveryPointSummary {
  const id = changes.id ?? "20261120T100000.000Z-1";
  const createdAt = id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(.*Z).*$/, "$1-$2-$3T$4:$5:$6");
  return {
    id,
    life: 1,
    createdAt,
    createdBy: `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/ci-17`,
    capturedAt: createdAt,
    source: "event",
    parameterVersion: 1,
    live: false,
    opens: UNTESTED,
    ...changes,
  };
}

export function parameter(app: string, stage: string, changes: Partial<ParameterSummary> = {}): ParameterSummary {
  const { id, createdAt, createdBy, capturedAt, source } = point();
  return {
    account: ACCOUNT,
    region: REGION,
    app,
    stage,
    name: `/sst/passphrase/${app}/${stage}`,
    live: true,
    recoveryPoints: 1,
    latest: { id, createdAt, createdBy, capturedAt, source },
    verdict: "unproven",
    ...changes,
  };
}

export function restoreAnswer(outcome: RestoreResponse["outcome"], changes: Partial<RestoreResponse> = {}) {
  const { account, region, app, stage, name } = parameter("my-app", "production");
  const answer: RestoreResponse = {
    outcome,
    account,
    region,
    app,
    stage,
    name,
    recoveryPoint: null,
    opens: UNTESTED,
    replaced: null,
    created: null,
    parameterVersion: null,
    warnings: [],
    reason: "",
    ...changes,
  };
  return answer;
}

export function verifyResult(app: string, stage: string, changes: Partial<VerifyResult> = {}): VerifyResult {
  return {
    app,
    stage,
    name: `/sst/passphrase/${app}/${stage}`,
    live: true,
    verdict: "ok",
    recoveryPoint: point().id,
    opens: { state: "yes", secrets: "yes" },
    reason: "the live value opens state and secrets",
    ...changes,
  };
}
