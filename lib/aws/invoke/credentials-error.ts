import { shellCommand } from "../../vault/commands.ts";
import { VaultError } from "../../vault/errors.ts";
import { isAws } from "../aws-error.ts";

/** An error about the caller's credentials as one for people, or null where it is about something else. */
export function credentialsError(error: unknown, profile: string | undefined): VaultError | null {
  const told = (message: string, hint: string) => new VaultError("NotAllowed", message, hint, { cause: error });
  const unusable = isAws(error, "CredentialsProviderError", "TokenProviderError", "ProviderError");
  const expired = unusable && /expired/i.test((error as Error).message);
  const login = shellCommand("aws", "sso", "login", ...(profile ? ["--profile", profile] : []));
  const signIn = `sign in with ${login}, or give --profile or AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`;
  if (expired || isAws(error, "ExpiredTokenException", "ExpiredToken")) {
    return told("the AWS credentials have expired", signIn);
  }
  if (unusable)
    return told(profile ? `profile "${profile}" gives no AWS credentials` : "no AWS credentials found", signIn);
  if (!isAws(error, ...UNKNOWN_TO_AWS)) return null;
  const hint = "aws sts get-caller-identity shows whether and as whom AWS knows you";
  return told(`AWS does not accept the credentials (${(error as Error).name})`, hint);
}

/** AWS API references, common errors. */
const UNKNOWN_TO_AWS = [
  "UnrecognizedClientException",
  "InvalidClientTokenId",
  "InvalidAccessKeyId",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "IncompleteSignatureException",
  "MissingAuthenticationTokenException",
];
