import * as v from "valibot";

/** The row `failure` of the status table, one for capture and one for verify: the last message that it could not handle. */
export const FailureRow = v.object({
  at: v.string(),
  /** The parameter that the message names. */
  name: v.string(),
  /** The error by its name or code, never its text. */
  error: v.string(),
  /** The AWS action that was denied, if that was it. */
  right: v.nullable(v.string()),
});
export type FailureRow = v.InferOutput<typeof FailureRow>;
