import { VaultError } from "../vault/errors.ts";
import { awsErrorFacts, isAws } from "./aws-error.ts";
import type { Caller } from "./caller.ts";

/** What an error is told with: which call it was, and where it went. */
export interface Situation {
  functionName: string;
  vault: string;
  region: string;
  profile: string | undefined;
  /** Where the SDK sends the call, for people. */
  endpoint: string;
  caller: () => Promise<Caller | null>;
}

/** Lambda refused to run the function for now: nothing has happened, and the same call may pass in a moment. */
export function notRunYet(error: unknown): string | null {
  if (isAws(error, "TooManyRequestsException", "ThrottlingException", "EC2ThrottledException")) return "is throttled";
  if (isAws(error, "ResourceConflictException", "ResourceNotReadyException")) return "is being updated";
  // Lambda's own 502: its network, disk or key was not to be had, so the code did not start.
  if (awsErrorFacts(error)?.status === 502) return "cannot be started by AWS right now";
  return null;
}

/** The call may or may not have run: AWS failed inside, or the connection broke. */
export function fateUnknown(error: unknown): boolean {
  const status = awsErrorFacts(error)?.status;
  if (status) return status >= 500;
  return isAws(error, "TimeoutError") || ["ECONNRESET", "EPIPE", "ETIMEDOUT"].includes(errno(error));
}

/** An error of the call as one for people: what is missing, and what to type. Never what AWS sent as text. */
export async function invokeError(error: unknown, situation: Situation): Promise<VaultError> {
  const { functionName, vault, region, profile, endpoint } = situation;
  const waits = notRunYet(error);
  if (waits) return told("Busy", `"${functionName}" ${waits}: nothing was changed`, "ask again in a minute", error);
  if (isAws(error, "ResourceNotFoundException")) {
    const account = (await situation.caller())?.account;
    const hint = `npx cdk deploy sets one up; --region, --profile and --vault look for it elsewhere`;
    const place = `account ${account ?? "(unknown)"}, region ${region}`;
    return told("NoVault", `no vault "${vault}" in ${place}: there is no function "${functionName}"`, hint, error);
  }
  if (isAws(error, "AccessDeniedException")) {
    const account = (await situation.caller())?.account ?? "*";
    const arn = `arn:${partition(region)}:lambda:${region}:${account}:function:${functionName}`;
    const hint = functionName.endsWith(":force")
      ? "forcing a restore is a right of its own: ask who runs the vault"
      : "ask who runs the vault for this right";
    return told("NotAllowed", `lambda:InvokeFunction is not allowed on ${arn}`, hint, error);
  }
  if (/expired/i.test(`${name(error)} ${isCredentialsError(error) ? (error as Error).message : ""}`)) {
    return told("NotAllowed", "the AWS credentials have expired", signIn(profile), error);
  }
  if (isCredentialsError(error)) {
    const missing = profile ? `profile "${profile}" gives no AWS credentials` : "no AWS credentials found";
    return told("NotAllowed", missing, signIn(profile), error);
  }
  if (isAws(error, ...BAD_CREDENTIALS)) {
    const hint = "aws sts get-caller-identity shows whether and as whom AWS knows you";
    return told("NotAllowed", `AWS does not accept the credentials (${name(error)})`, hint, error);
  }
  if (["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"].includes(errno(error))) {
    const hint = "check the region, the network, and AWS_ENDPOINT_URL where it is set";
    return told("Unexpected", `cannot reach ${endpoint} (${errno(error)})`, hint, error);
  }
  const facts = awsErrorFacts(error);
  const what = facts
    ? `AWS answered ${facts.name} (request id ${facts.requestId})`
    : `the call failed (${name(error)})`;
  if (fateUnknown(error)) {
    if (functionName.endsWith("-query")) return told("Busy", `calling "${functionName}": ${what}`, "ask again", error);
    const hint = "npx sst-vault history <app> <stage> shows it; asking again does no harm";
    return told("Busy", `calling "${functionName}": ${what}; whether it ran is not known`, hint, error);
  }
  return told("Unexpected", `calling "${functionName}": ${what}`, "SST_VAULT_DEBUG=1 shows the details", error);
}

const BAD_CREDENTIALS = [
  "UnrecognizedClientException",
  "InvalidClientTokenId",
  "InvalidAccessKeyId",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "IncompleteSignatureException",
  "MissingAuthenticationTokenException",
];

function told(code: VaultError["code"], message: string, hint: string, cause: unknown): VaultError {
  return new VaultError(code, message, hint, { cause });
}

function isCredentialsError(error: unknown): boolean {
  return isAws(error, "CredentialsProviderError", "TokenProviderError", "ProviderError");
}

function signIn(profile: string | undefined): string {
  const login = `aws sso login${profile ? ` --profile ${profile}` : ""}`;
  return `${login}, --profile NAME, or AWS_PROFILE; AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY do as well`;
}

function name(error: unknown): string {
  return error instanceof Error ? errno(error) || error.name : "unknown error";
}

function errno(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** AWS General Reference, ARNs: China and GovCloud are partitions of their own. */
function partition(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
