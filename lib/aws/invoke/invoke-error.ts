import { commandsOf } from "../../vault/commands.ts";
import { type ErrorCode, VaultError } from "../../vault/errors.ts";
import { partitionOf } from "../../vault/parameter-arn.ts";
import { awsErrorFacts, isAws } from "../aws-error.ts";
import type { Caller } from "./caller.ts";
import { credentialsError } from "./credentials-error.ts";

/** What an error is told with: which call it was, and where it went. */
export interface Situation {
  functionName: string;
  vault: string;
  region: string;
  profile: string | undefined;
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
  return isAws(error, "TimeoutError") || ["ECONNRESET", "EPIPE", "ETIMEDOUT"].includes(networkCode(error));
}

/** An error of the call as one for people: what is missing, and what to type. Never what AWS sent as text. */
export async function invokeError(error: unknown, situation: Situation): Promise<VaultError> {
  const { functionName, profile } = situation;
  const told = (code: ErrorCode, message: string, hint: string) =>
    new VaultError(code, message, hint, { cause: error });
  const waits = notRunYet(error);
  if (waits) return told("Busy", `"${functionName}" ${waits}: nothing was changed`, askAgain(error, situation));
  if (isAws(error, "ResourceNotFoundException")) return told("NoVault", ...(await noVault(situation)));
  if (isAws(error, "AccessDeniedException")) return told("NotAllowed", ...(await notAllowed(situation)));
  const credentials = credentialsError(error, profile);
  if (credentials) return credentials;
  if (["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"].includes(networkCode(error))) {
    return told("Unexpected", ...unreachable(error, situation));
  }
  const message = `calling "${functionName}": ${whatHappened(error)}`;
  if (!fateUnknown(error)) return told("Unexpected", message, "SST_VAULT_DEBUG=1 shows the details");
  if (functionName.endsWith("-query")) return told("Busy", message, "ask again"); // it only reads
  const hint = "npx sst-vault history <app> <stage> shows it; asking again does no harm";
  return told("Busy", `${message}; whether it ran is not known`, hint);
}

/** A function that is stopped on purpose, or by mistake, is throttled for ever: its reserved concurrency is 0. */
function askAgain(error: unknown, { vault, functionName, region }: Situation): string {
  const { Reason } = error as { Reason?: string };
  if (Reason !== "ReservedFunctionConcurrentInvocationLimitExceeded") return "ask again in a minute";
  const [name = functionName] = functionName.split(":");
  const stopped = commandsOf({ vault, region }).aws("lambda", "delete-function-concurrency", "--function-name", name);
  return `ask again in a minute; if it was stopped (reserved concurrency 0): ${stopped}`;
}

type MessageAndHint = [message: string, hint: string];

async function noVault({ functionName, vault, region, caller }: Situation): Promise<MessageAndHint> {
  const place = `account ${(await caller())?.account ?? "(unknown)"}, region ${region}`;
  return [
    `no vault "${vault}" in ${place}: there is no function "${functionName}"`,
    `${commandsOf({ vault, region }).deploy} sets one up; --region, --profile and --vault look for it elsewhere`,
  ];
}

async function notAllowed({ functionName, region, caller }: Situation): Promise<MessageAndHint> {
  const account = (await caller())?.account ?? "*";
  const arn = `arn:${partitionOf(region)}:lambda:${region}:${account}:function:${functionName}`;
  const forced = functionName.endsWith(":force") ? "forcing a restore is a right of its own: " : "";
  return [`lambda:InvokeFunction is not allowed on ${arn}`, `${forced}ask who runs the vault for it`];
}

function unreachable(error: unknown, { region }: Situation): MessageAndHint {
  const { address, port, hostname } = error as { address?: string; port?: number; hostname?: string };
  const place = address ? `${address}:${port}` : (hostname ?? `AWS Lambda in ${region}`);
  return [
    `cannot reach ${place} (${networkCode(error)})`,
    "check the region, the network, and AWS_ENDPOINT_URL where it is set",
  ];
}

function whatHappened(error: unknown): string {
  const facts = awsErrorFacts(error);
  if (facts) return `AWS answered ${facts.name} (request id ${facts.requestId})`;
  return `the call failed (${networkCode(error) || (error instanceof Error ? error.name : "unknown error")})`;
}

/** The code of one of Node's network errors, or nothing. */
function networkCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
