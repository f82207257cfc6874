import { isDenial, VaultError } from "../vault/errors.ts";

/** What may be told of an error that AWS answered. Never its message: validation errors quote their input. */
export interface AwsErrorFacts {
  name: string;
  status: number | null;
  requestId: string | null;
}

/** The facts of an SDK error, or null for any other error. */
export function awsErrorFacts(error: unknown): AwsErrorFacts | null {
  if (!(error instanceof Error) || !("$metadata" in error)) return null;
  const metadata = error.$metadata as { httpStatusCode?: number; requestId?: string } | undefined;
  return { name: error.name, status: metadata?.httpStatusCode ?? null, requestId: metadata?.requestId ?? null };
}

/** True where AWS answered with an error of one of these names. */
export function isAws(error: unknown, ...names: string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

/** DynamoDB's throttle is called ProvisionedThroughputExceededException, on demand too. */
const TRANSIENT =
  /throttl|Throughput|TooManyRequests|TooManyUpdates|RequestLimit|Transaction(InProgress|Conflict)|InternalServer|Timeout|Unavailable/i;

/** True where the same call may succeed a moment later: throttles, server errors, broken connections. */
export function isTransient(error: unknown): boolean {
  const facts = awsErrorFacts(error);
  if (!facts) return true;
  if (facts.status === null || facts.status >= 500 || facts.status === 429) return true;
  return [facts.name, ...cancellationCodes(error)].some((name) => TRANSIENT.test(name));
}

/** Why DynamoDB cancelled a transaction: a throttle within one has no name of its own (AWS API reference, CancellationReason). */
function cancellationCodes(error: unknown): string[] {
  const { CancellationReasons: reasons = [] } = error as { CancellationReasons?: { Code?: string }[] };
  return reasons.map(({ Code = "None" }) => Code);
}

/** What a log may hold of any error: the text of one meant for people, else only its kind. */
export function toldOf(error: unknown): string {
  const told = publicError(error);
  return told instanceof VaultError ? told.message : told.name;
}

/**
 * An unexpected error as Lambda may log and answer it: its kind and where it came from, not its message, which
 * may quote what it choked on.
 */
export function withoutMessage({ name, stack = "" }: Error): Error {
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  const bare = new Error(`unexpected ${name}`);
  bare.stack = [`unexpected ${name}`, ...frames].join("\n");
  return bare;
}

/** The AWS action that an error says was denied; null for one that is no denial. AWS's text holds no value. */
function deniedAction(error: unknown): string | null {
  if (!(error instanceof Error) || !isDenial(error.name)) return null;
  return /perform: (\w+:\w+)/.exec(error.message)?.[1] ?? "an AWS action";
}

/** What `status` shows of a failure: the error by its name or code, and the AWS action, if one was denied. */
export function failureOf(error: unknown): { error: string; right: string | null } {
  const name = error instanceof Error ? error.name : "unknown error";
  return { error: error instanceof VaultError ? error.code : name, right: deniedAction(error) };
}

/** An SDK error as an error for people, its message left out; any other error as it is. */
export function publicError(error: unknown): Error {
  const facts = awsErrorFacts(error);
  if (!facts) return error instanceof Error ? error : new Error("something that is no error was thrown");
  const { name, requestId } = facts;
  const action = deniedAction(error);
  if (action) {
    const hint =
      "npm run deploy brings its rights back; a key's policy or one of the organization may deny it all the same";
    return new VaultError("NotAllowed", `the vault's function may not ${action} (request id ${requestId})`, hint);
  }
  if (isTransient(error)) {
    return new VaultError("Busy", `AWS answered ${name} (request id ${requestId})`, "ask again in a moment");
  }
  const hint = "npx sst-vault status looks at every part of the vault";
  return new VaultError("Unexpected", `AWS answered ${name} (request id ${requestId})`, hint);
}
