/** Where the things of one deployment are. */
export interface Places {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly vaultName: string;
  /** Starts and ends with a slash. */
  readonly prefix: string;
  /** ARNs, from here on. */
  readonly key: string;
  readonly ledger: string;
  readonly status: string;
  readonly changes: string;
  readonly deadLetters: string;
  readonly checks: string;
  readonly checksDeadLetters: string;
  readonly topic: string;
  /** The roles of all functions but `query`. */
  readonly roles: readonly string[];
  /** The function's own log group. */
  readonly log: string;
}

export const arn = (at: Places, service: string, resource: string) =>
  `arn:${at.partition}:${service}:${at.region}:${at.account}:${resource}`;
export const parameters = (at: Places) => arn(at, "ssm", `parameter${at.prefix}*`);
export const bootstrap = (at: Places) => arn(at, "ssm", "parameter/sst/bootstrap");
/** Which bucket is SST's, only the bootstrap tells. */
export const anyBucket = (at: Places) => `arn:${at.partition}:s3:::*`;
export const index = (at: Places, { name }: { name: string }) => `${at.ledger}/index/${name}`;

/** Sealing and opening are bound to names below the prefix, as is everything else. */
export const ofProtectedName = (at: Places) => ({ StringLike: { "kms:EncryptionContext:name": `${at.prefix}*` } });
export const viaDynamoDb = (at: Places) => ({
  StringEquals: { "kms:ViaService": `dynamodb.${at.region}.amazonaws.com` },
});
export const viaSsm = (at: Places) => ({
  StringEquals: { "kms:ViaService": `ssm.${at.region}.amazonaws.com` },
  StringLike: { "kms:EncryptionContext:PARAMETER_ARN": parameters(at) },
});
export const viaS3 = (at: Places) => ({ StringEquals: { "kms:ViaService": `s3.${at.region}.amazonaws.com` } });
export const ofThisAccount = (at: Places) => ({ StringEquals: { "s3:ResourceAccount": at.account } });
