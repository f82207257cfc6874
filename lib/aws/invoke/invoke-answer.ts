import * as v from "valibot";
import { AnswerHead } from "../../vault/answer.ts";
import { type ErrorCode, VaultError } from "../../vault/errors.ts";

/** A function's result, and where it comes from. */
export type Answered<T> = T & { account: string; region: string };

const CODES: Record<ErrorCode, true> = {
  BadRequest: true,
  NotFound: true,
  NoVault: true,
  NotAllowed: true,
  Refused: true,
  UpgradeNeeded: true,
  Damaged: true,
  Busy: true,
  Unexpected: true,
};

/**
 * Parses what a function answered. `onVersion` is told the vault's version first, since another version is the
 * likely reason where the rest cannot be understood.
 * @throws VaultError the one the function answered, or `Unexpected`, which repeats nothing of the payload
 */
export function parseAnswer<T>(
  functionName: string,
  payload: string,
  schema: v.GenericSchema<unknown, T>,
  onVersion: (vaultVersion: string) => void = () => {},
): Answered<T> {
  const head = v.safeParse(AnswerHead, json(payload));
  if (!head.success) throw notUnderstood(functionName, head.issues);
  onVersion(head.output.vaultVersion);
  if (!head.output.ok) {
    const { code, message, hint } = head.output.error;
    throw new VaultError(isErrorCode(code) ? code : "Unexpected", message, hint);
  }
  const body = v.safeParse(schema, head.output);
  if (!body.success) throw notUnderstood(functionName, body.issues);
  const { account, region } = head.output;
  return { account, region, ...body.output };
}

function json(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(CODES, code);
}

/** Names the field and what was expected there. What was found is not shown: nobody knows what it is. */
function notUnderstood(functionName: string, issues: [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): VaultError {
  const [{ expected, type }] = issues;
  const field = v.getDotPath(issues[0]);
  return new VaultError(
    "Unexpected",
    `"${functionName}" answered what this CLI does not understand: expected ${expected ?? type}${field ? ` at ${field}` : ""}`,
    "is it the function of a vault, and of this version? npm run deploy brings it up to this checkout",
  );
}
