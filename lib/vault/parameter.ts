import { type AppStage, appStageOf } from "../sst/names.ts";

/** The account and region one vault watches, and the prefix of the parameters it protects. */
export interface Home {
  partition: string;
  account: string;
  region: string;
  /** Ends with a slash. */
  prefix: string;
}

/** A parameter the vault protects. Its ARN is its identity: the ledger's partition key. */
export type ProtectedParameter = AppStage & {
  arn: string;
  account: string;
  region: string;
  name: string;
};

/** The protected parameter of that name. `name` starts with the home's prefix. */
export function protectedParameter(home: Home, name: string): ProtectedParameter {
  return {
    arn: `arn:${home.partition}:ssm:${home.region}:${home.account}:parameter${name}`,
    account: home.account,
    region: home.region,
    name,
    ...appStageOf(home.prefix, name),
  };
}
