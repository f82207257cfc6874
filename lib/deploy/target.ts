import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { isAws } from "../aws/aws-error.ts";
import { type ClientSettings, clientConfig } from "../aws/invoke/caller.ts";
import { shellCommand } from "../vault/commands.ts";
import { VaultError } from "../vault/errors.ts";

/** What an AWS client is called with. */
type Credentials = Awaited<ReturnType<STSClient["config"]["credentials"]>>;

/** Where the vault goes, and as whom. */
export interface Target {
  account: string;
  region: string;
  /** Who AWS takes us for. */
  arn: string;
  /** The very credentials that AWS knew us by: whoever resolves them anew, by rules of his own, may find others. */
  credentials: Credentials;
}

/**
 * Asks AWS who we are and where.
 * @throws VaultError `BadRequest` without a region, `NotAllowed` where AWS does not know us
 */
export async function findTarget(given: ClientSettings): Promise<Target> {
  const { config } = new STSClient(clientConfig(given));
  const region = await config.region().catch((cause: unknown) => {
    const hint = "--region REGION, AWS_REGION, or a profile with one; it must be the region that SST's home is in";
    throw new VaultError("BadRequest", "no AWS region given", hint, { cause });
  });
  try {
    const credentials = await config.credentials();
    const { Account, Arn } = await new STSClient({ region, credentials }).send(new GetCallerIdentityCommand({}));
    if (!Account || !Arn) throw new Error("STS named neither account nor caller");
    return { account: Account, region, arn: Arn, credentials };
  } catch (cause) {
    const signIn = given.profile
      ? `${shellCommand("aws", "sso", "login", "--profile", given.profile)}, or`
      : "give --profile, or";
    throw new VaultError(
      "NotAllowed",
      "AWS does not know who you are: no credentials, or they have expired",
      `${signIn} set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; aws sts get-caller-identity shows what AWS thinks`,
      { cause },
    );
  }
}

/**
 * The environment in which a child process reaches the target, and nothing else: with the credentials and the
 * region that were shown and agreed to. A profile's name would win over them, by rules the SDK and the CDK do
 * not share.
 */
export function targetEnvironment({ region, credentials }: Target): Record<string, string> {
  const own = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const kept = own.filter(([name]) => !/^AWS_(DEFAULT_)?PROFILE$|^AWS_SESSION_TOKEN$|^CDK_DEFAULT_/.test(name));
  return {
    ...Object.fromEntries(kept),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken && { AWS_SESSION_TOKEN: credentials.sessionToken }),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
}

/** The parameter in which `cdk bootstrap` notes its version (CDK guide, bootstrapping). */
const BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version";
/** Older ones cannot deploy what this CDK makes. */
const OLDEST_BOOTSTRAP = 6;

/** Whether the CDK was bootstrapped there. Who may not look is taken for one whose account is: the CDK will tell. */
export async function isBootstrapped({ region, credentials }: Target): Promise<boolean> {
  try {
    const ssm = new SSMClient({ region, credentials });
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: BOOTSTRAP }));
    return Number(Parameter?.Value) >= OLDEST_BOOTSTRAP;
  } catch (error) {
    if (isAws(error, "ParameterNotFound")) return false;
    if (isAws(error, "AccessDeniedException")) return true;
    throw error;
  }
}
