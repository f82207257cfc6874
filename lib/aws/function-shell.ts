import * as v from "valibot";
import packageJson from "../../package.json" with { type: "json" };
import type { Answer } from "../vault/answer.ts";
import { VaultError } from "../vault/errors.ts";
import type { Home } from "../vault/parameter.ts";
import type { Clock } from "../vault/ports.ts";
import { publicError, toldOf, withoutMessage } from "./aws-error.ts";
import { ENVIRONMENT } from "./environment.ts";
import { log } from "./log.ts";

/** The environment a function needs, read once at its cold start. @throws Error naming what is missing */
export function environment<K extends keyof typeof ENVIRONMENT>(...keys: K[]): Record<K, string> {
  const missing = keys.map((key) => ENVIRONMENT[key]).filter((name) => !process.env[name]);
  if (missing.length > 0) throw new Error(`the function's environment lacks ${missing.join(", ")}`);
  return Object.fromEntries(keys.map((key) => [key, process.env[ENVIRONMENT[key]]])) as Record<K, string>;
}

/** What a function is told of its own invocation (Lambda developer guide, context object). */
export interface Invocation {
  invokedFunctionArn: string;
}

/** The account and region the function runs in, as its own ARN tells them. */
export function homeOf(invocation: Invocation, prefix: string): Home {
  const [, partition = "aws", , region = "", account = ""] = invocation.invokedFunctionArn.split(":");
  return { partition, account, region, prefix };
}

/**
 * Answers a request: parses it, runs the use case, and turns what is meant for people into an answer. What is
 * unexpected is logged by name and request id and thrown as such, so that neither log nor caller sees more.
 */
export async function answer<Request, Response>(
  schema: v.GenericSchema<unknown, Request>,
  event: unknown,
  invocation: Invocation,
  useCase: (request: Request, home: Home) => Promise<Response>,
): Promise<Answer<Response>> {
  const home = homeOf(invocation, process.env[ENVIRONMENT.prefix] ?? "");
  const head = { vaultVersion: packageJson.version, account: home.account, region: home.region };
  try {
    return { ok: true, ...head, ...(await useCase(parseRequest(schema, event), home)) };
  } catch (error) {
    const told = publicError(error);
    log.error("request failed", { error: toldOf(error) });
    if (!(told instanceof VaultError)) throw withoutMessage(told);
    return { ok: false, ...head, error: { code: told.code, message: told.message, hint: told.hint } };
  }
}

function parseRequest<Request>(schema: v.GenericSchema<unknown, Request>, event: unknown): Request {
  const parsed = v.safeParse(schema, event);
  if (parsed.success) return parsed.output;
  // Paths and kinds of error only: the request is not repeated.
  const issues = parsed.issues.map(
    (issue) => `${v.getDotPath(issue) ?? "request"}: expected ${issue.expected ?? issue.type}`,
  );
  throw new VaultError("BadRequest", `the request is not understood: ${issues.join("; ")}`);
}

/** The system's clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
