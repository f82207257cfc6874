import type { ApiCall } from "./api-call.ts";
import type { Hint } from "./hint.ts";

/** A message of the changes queue: look at this parameter, for this reason. */
export interface Change {
  name: string;
  hint: Hint;
  /** The call that a trail told of, where it was a trail: to be recorded besides. */
  call?: ApiCall;
  /** The id of the event, where it was one: delivered twice, it has it twice. */
  event?: string;
}
