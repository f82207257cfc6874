import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { isAws } from "../aws/aws-error.ts";
import { callerIdentity, clientConfig } from "../aws/caller.ts";
import { VaultError } from "../vault/errors.ts";
import type { DeployRequest } from "./deploy-request.ts";

/** Where the vault goes, and as whom. */
export interface Target {
  account: string;
  region: string;
  /** Who AWS takes us for. */
  arn: string;
}

type Credentials = Pick<DeployRequest, "region" | "profile">;

/**
 * Asks AWS who we are and where.
 * @throws VaultError `BadRequest` without a region, `NotAllowed` where AWS does not know us
 */
export async function findTarget(given: Credentials): Promise<Target> {
  const { region } = clientConfig(given);
  const chosen = region ?? (await regionOfProfile(given));
  const caller = await callerIdentity({ ...given, region: chosen })();
  if (!caller) {
    const signIn = given.profile ? `aws sso login --profile ${given.profile}, or` : "give --profile, or";
    throw new VaultError(
      "NotAllowed",
      "AWS does not know who you are: no credentials, or they have expired",
      `${signIn} set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; aws sts get-caller-identity shows what AWS thinks`,
    );
  }
  return { region: chosen, ...caller };
}

/** The region that the profile names, as the SDK finds it. */
async function regionOfProfile(given: Credentials): Promise<string> {
  try {
    return await new SSMClient(clientConfig(given)).config.region();
  } catch (cause) {
    const hint = "--region REGION, AWS_REGION, or a profile with one; it must be the region that SST's home is in";
    throw new VaultError("BadRequest", "no AWS region given", hint, { cause });
  }
}

/** The parameter in which `cdk bootstrap` notes its version (CDK guide, bootstrapping). */
const BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version";
/** Older ones cannot deploy what this CDK makes. */
const OLDEST_BOOTSTRAP = 6;

/** Whether the CDK was bootstrapped there. Who may not look is taken for one whose account is: the CDK will tell. */
export async function isBootstrapped({ region }: Target, profile: string | undefined): Promise<boolean> {
  try {
    const ssm = new SSMClient(clientConfig({ region, profile }));
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: BOOTSTRAP }));
    return Number(Parameter?.Value) >= OLDEST_BOOTSTRAP;
  } catch (error) {
    if (isAws(error, "ParameterNotFound")) return false;
    if (isAws(error, "AccessDeniedException")) return true;
    throw error;
  }
}
