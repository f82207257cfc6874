import type { GetCallerIdentityCommandOutput } from "@aws-sdk/client-sts";

/** What the user said about which AWS to talk to; the rest comes from the usual environment and files. */
export interface ClientSettings {
  region?: string | undefined;
  profile?: string | undefined;
}

/** Who AWS takes us for. */
export interface Caller {
  account: string;
  arn: string;
}

/**
 * The settings as the SDK takes them. The SDK for JavaScript ignores AWS_DEFAULT_REGION, which the AWS CLI and
 * the CDK honour.
 */
export function clientConfig({ region, profile }: ClientSettings): { region?: string; profile?: string } {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const chosen = region || AWS_REGION || AWS_DEFAULT_REGION;
  return { ...(chosen && { region: chosen }), ...(profile && { profile }) };
}

/** Asks STS who we are: once, and only when the answer is wanted. No permission is needed for it; null where it fails. */
export function callerIdentity(settings: ClientSettings): () => Promise<Caller | null> {
  let asked: Promise<Caller | null> | undefined;
  return () => {
    asked ??= ask(settings).catch(() => null);
    return asked;
  };
}

async function ask(settings: ClientSettings): Promise<Caller | null> {
  const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const client = new STSClient({
    ...clientConfig(settings),
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  });
  const { Account, Arn }: GetCallerIdentityCommandOutput = await client.send(new GetCallerIdentityCommand({}));
  return Account && Arn ? { account: Account, arn: Arn } : null;
}
