import * as v from "valibot";
import { parameterName, time } from "../stored-fields.ts";

/** The sweep's own row: when it last ran through, what it found, and when it last had all parameters verified. */
export const SweepRow = v.object({
  at: v.string(),
  parameters: v.number(),
  enqueued: v.number(),
  checkedAt: v.nullable(v.string()),
  /** When the ends of all ledgers were compared last. */
  thoroughAt: v.optional(v.string()),
  /** What Parameter Store listed and the vault had not captured, and since which sweep; the oldest of it. */
  uncaptured: v.optional(v.array(v.object({ name: parameterName, createdAt: time, since: time }))),
});
export type SweepRow = v.InferOutput<typeof SweepRow>;
