import * as v from "valibot";
import { time } from "../stored-fields.ts";

/**
 * The row `turn` of the status table: whose turn it is to test a parameter. Of a test that failed `since` is null: it
 * stands for none.
 */
export const TurnRow = v.object({
  /** When the last test began. */
  since: v.nullable(time),
  /** Until then nobody else begins one: it runs, or the parameter rests. */
  until: time,
});
export type TurnRow = v.InferOutput<typeof TurnRow>;
