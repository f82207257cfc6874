import type { InvocationResponse, InvokeCommandOutput } from "@aws-sdk/client-lambda";
import type * as v from "valibot";
import { shellCommand } from "../../vault/commands.ts";
import { VaultError } from "../../vault/errors.ts";
import { type Caller, type ClientSettings, clientConfig } from "./caller.ts";
import { type Answered, parseAnswer } from "./invoke-answer.ts";
import { fateUnknown, invokeError, notRunYet, type Situation } from "./invoke-error.ts";

/**
 * Calls one of the vault's functions and waits for its answer. `functionName` may end in `:alias`.
 *
 * A call that AWS did not run, or may not have run, is sent again, byte for byte the same: a function tells a
 * repetition by the request's `requestId`, so give one to whatever must not happen twice.
 * @throws VaultError always one for people
 */
export type Invoke = <T>(
  functionName: string,
  request: object,
  schema: v.GenericSchema<unknown, T>,
) => Promise<Answered<T>>;

export interface InvokerOptions {
  vault: string;
  settings: ClientSettings;
  caller: () => Promise<Caller | null>;
  /** This checkout's version; a vault of another one is noted. */
  version: string;
  /** Tells the user something in passing. */
  note: (text: string) => void;
  sleep: (milliseconds: number) => Promise<void>;
}

/** Pauses before asking again: fifteen seconds in all, about as long as Lambda takes to update a function. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000];

/** The functions of one vault, called through Lambda. The SDK is loaded and set up at the first call. */
export function invoker(options: InvokerOptions): Invoke {
  const noteVersion = versionNote(options);
  let connected: Promise<Connection> | undefined;
  return async (functionName, request, schema) => {
    connected ??= connect(options);
    const { send, region } = await connected;
    const situation = { ...options, region, functionName, profile: options.settings.profile };
    const { FunctionError, Payload } = await patiently(() => send(functionName, request), situation, options);
    if (FunctionError) throw functionFailed(functionName, region);
    return parseAnswer(functionName, text(Payload), schema, noteVersion);
  };
}

interface Connection {
  region: string;
  send: (functionName: string, request: object) => Promise<InvokeCommandOutput>;
}

async function connect({ settings }: InvokerOptions): Promise<Connection> {
  const { InvokeCommand, LambdaClient } = await import("@aws-sdk/client-lambda");
  const client = new LambdaClient({
    ...clientConfig(settings),
    maxAttempts: 1, // `patiently` repeats, and says so
    // A function may run for fifteen minutes before it answers.
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 16 * 60_000, throwOnRequestTimeout: true },
  });
  const region = await client.config.region().catch((cause: unknown) => {
    const hint = "--region REGION, AWS_REGION, or a profile with one says where the vault is";
    throw new VaultError("BadRequest", "no AWS region given", hint, { cause });
  });
  const send = (name: string, request: object) => {
    const [FunctionName, Qualifier] = name.split(":");
    return client.send(new InvokeCommand({ FunctionName, Qualifier, Payload: JSON.stringify(request) }));
  };
  return { region, send };
}

async function patiently<T>(
  call: () => Promise<T>,
  situation: Situation,
  { note, sleep }: Pick<InvokerOptions, "note" | "sleep">,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const pause = PAUSES_MS[attempt];
      const waits = notRunYet(error) ?? (fateUnknown(error) && attempt < 2 ? "gave no answer" : null);
      if (!waits || pause === undefined) throw await invokeError(error, situation);
      if (pause >= 1_000) note(`"${situation.functionName}" ${waits}, asking again in ${pause / 1_000} s`);
      await sleep(pause);
    }
  }
}

/** What the function threw stays in its log: a stack tells an operator nothing, and nobody knows what it holds. */
function functionFailed(functionName: string, region: string): VaultError {
  const [name] = functionName.split(":");
  return new VaultError(
    "Unexpected",
    `"${functionName}" failed unexpectedly; its log group /aws/lambda/${name} says why`,
    shellCommand("aws", "logs", "tail", `/aws/lambda/${name}`, "--since", "15m", "--region", region),
  );
}

function text(payload: InvocationResponse["Payload"]): string {
  return payload ? Buffer.from(payload).toString("utf8") : "";
}

/** Notes once that the vault is of another version than this checkout. */
function versionNote({ version, note }: InvokerOptions): (vaultVersion: string) => void {
  let noted = false;
  return (vaultVersion) => {
    if (noted || vaultVersion === version) return;
    noted = true;
    note(`the vault is of version ${vaultVersion}, this CLI of ${version}: deploy the vault, or check out its version`);
  };
}
