import * as v from "valibot";

/** An error as every function answers it, and `--json` prints it. */
export const ErrorBody = v.object({ code: v.string(), message: v.string(), hint: v.nullable(v.string()) });
export type ErrorBody = v.InferOutput<typeof ErrorBody>;

/** What every function answers: its result beside `ok`, or an error meant for people. */
export type Answer<T> =
  | ({ ok: true; vaultVersion: string; account: string; region: string } & T)
  | { ok: false; vaultVersion: string; account: string; region: string; error: ErrorBody };

/** What the CLI reads of any answer, before it knows which it is. */
export const AnswerHead = v.variant("ok", [
  v.looseObject({ ok: v.literal(true), vaultVersion: v.string(), account: v.string(), region: v.string() }),
  v.looseObject({
    ok: v.literal(false),
    vaultVersion: v.string(),
    account: v.string(),
    region: v.string(),
    error: ErrorBody,
  }),
]);
