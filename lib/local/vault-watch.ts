import { setTimeout as sleep } from "node:timers/promises";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import * as v from "valibot";
import { ListResponse, type Verdict } from "../vault/api.ts";
import { AuditResponse } from "../vault/audit-api.ts";
import type { Emulator } from "./emulator.ts";
import { type Credentials, clientOf } from "./iam.ts";
import { LocalAwsError } from "./local-aws-error.ts";

/** Waits until the vault, asked by one of its users, knows what has happened; each for a minute at most. */
export function vaultWatch(emulator: Emulator, user: Credentials) {
  const lambda = new LambdaClient(clientOf(emulator, user));
  const ask = async (request: object): Promise<unknown> => {
    const query = new InvokeCommand({ FunctionName: "sst-vault-query", Payload: JSON.stringify(request) });
    return JSON.parse(Buffer.from((await lambda.send(query)).Payload ?? []).toString());
  };
  return {
    /** Until a restore test of all that happened to the stages came to this verdict. */
    verdict: (verdict: Verdict, ...stages: string[]) =>
      until(`find ${stages.join(" and ")} ${verdict}`, async () => {
        const { parameters } = v.parse(ListResponse, await ask({ op: "list" }));
        const found = parameters.filter((one) => one.provedAt && !one.stale && one.verdict === verdict);
        return stages.every((stage) => found.some((one) => one.stage === stage));
      }),
    /** Until the trail has told of so many calls about a stage. */
    calls: (count: number, app: string, stage: string) =>
      until(`hear of ${count} calls`, async () => {
        const { events } = v.parse(AuditResponse, await ask({ op: "audit", app, stage }));
        return events.filter(({ type }) => type === "api-call").length >= count;
      }),
  };
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(250)) if (await isSo()) return;
  throw new LocalAwsError(`the vault did not ${what} within a minute: this is a bug`);
}
