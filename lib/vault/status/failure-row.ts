import * as v from "valibot";
import { parameterName, time } from "../stored-fields.ts";

/** The row `failure` of the status table, one for capture and one for verify: the last message that it could not handle. */
export const FailureRow = v.object({
  at: time,
  /** The parameter that the message names. */
  name: parameterName,
  /** The error by its name or code, never its text. */
  error: v.pipe(v.string(), v.regex(/^[\w.: -]{1,128}$/)),
  /** The AWS action that was denied, if that was it. */
  right: v.nullable(v.pipe(v.string(), v.regex(/^[\w: ]{1,128}$/))),
});
export type FailureRow = v.InferOutput<typeof FailureRow>;
