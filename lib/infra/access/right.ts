import type { Places } from "./places.ts";

/** One right: some actions on some things, under some conditions. One statement of a policy. */
export interface Right {
  /** Its column in the matrix, and what stands there. */
  readonly column: string;
  readonly cell: string;
  readonly actions: readonly string[];
  readonly on: (at: Places) => readonly string[];
  readonly when?: (at: Places) => Record<string, Record<string, string | readonly string[]>>;
  /** Why its resources hold a wildcard. */
  readonly wildcard?: string;
}
