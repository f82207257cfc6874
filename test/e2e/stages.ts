import { randomBytes } from "node:crypto";
import {
  DeleteParameterCommand,
  GetParameterCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from "@aws-sdk/client-ssm";
import type { HistoryResponse } from "../../lib/vault/api.ts";
import { localAws } from "../support/local-aws.ts";
import { sstVaultJson } from "./sst-vault.ts";
import { until } from "./until.ts";

/** A value as SST makes them: base64 of 32 random bytes. */
export function newValue(): string {
  return randomBytes(32).toString("base64");
}

export const nameOf = (app: string, stage: string) => `/sst/passphrase/${app}/${stage}`;

/** What a user does to Parameter Store, through the real SDK. */
export function users() {
  const ssm = new SSMClient(localAws());
  return {
    ssm,
    put: (Name: string, Value: string, more: Partial<PutParameterCommandInput> = {}) =>
      ssm.send(new PutParameterCommand({ Name, Value, Type: "SecureString", ...more })),
    remove: (Name: string) => ssm.send(new DeleteParameterCommand({ Name })),
    get: async (Name: string) => {
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
      return Parameter?.Value;
    },
  };
}

/** The history of a stage once it satisfies. */
export function history(name: string, satisfied: (history: HistoryResponse) => boolean) {
  return until(
    () => sstVaultJson<HistoryResponse>("history", "--", name),
    (answer) => answer.code === 0 && satisfied(answer),
  );
}
