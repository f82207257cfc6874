/** Where a vault is. */
export interface Whereabouts {
  account: string;
  region: string;
}

/**
 * The name of the parameter that an ARN names: the ledger's partition key, so it stands beside every row whatever
 * the body claims. Of an ARN from elsewhere, or a text that is none, all of it, so that it can still be told of.
 */
export function nameInArn({ account, region }: Whereabouts, arn: string): string {
  const [, where, name] = /^arn:[^:]+:ssm:([^:]*:[^:]*):parameter(\/.+)$/.exec(arn) ?? [];
  return name && where === `${region}:${account}` ? name : arn;
}
