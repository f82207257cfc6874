/** What a caller may branch on. The CLI maps each to one exit code (lib/cli/exit-codes.ts). */
export type ErrorCode =
  | "BadRequest" // the request itself is wrong; nothing was read
  | "NotFound" // no such parameter or recovery point
  | "NoVault" // no vault answers in this account and region
  | "NotAllowed" // a right is missing; the message names it
  | "Refused" // the vault will not do it; nothing was changed
  | "UpgradeNeeded" // a stored row is of a newer schema than this code reads
  | "Damaged" // a stored row does not hold what its digest or key says
  | "Busy" // throttled, updating or overtaken by others: ask again
  | "Unexpected";

/** Whether the name of an AWS error says that a right is missing. */
export function isDenial(name: string): boolean {
  return /AccessDenied|NotAuthorized|AuthorizationError/.test(name);
}

/**
 * An error meant for people: the message says what is wrong and names the parameter (never a value),
 * the hint says what to type. Lower case, no final period.
 */
export class VaultError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | null;

  constructor(code: ErrorCode, message: string, hint: string | null = null, options?: ErrorOptions) {
    super(message, options);
    this.name = "VaultError";
    this.code = code;
    this.hint = hint;
  }
}
