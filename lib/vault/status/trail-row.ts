import * as v from "valibot";

/** The row `trail` of the status table: that a trail delivers to the vault, and how late. Before the first call, none. */
export const TrailRow = v.object({
  /** When the vault heard of the newest call it knows of. */
  at: v.string(),
  /** When that call was made. */
  eventTime: v.string(),
});
export type TrailRow = v.InferOutput<typeof TrailRow>;
