import type { Source } from "../api.ts";

/**
 * Why capture looks at a parameter. Never the truth (events are lost, doubled and late), only what the
 * messenger believed:
 * - `create`, `update`, `delete`: a change event or a trail said so, at a time of one-second resolution;
 * - `listed`, `unlisted`: a sweep saw it in the list of parameters, or missed it there;
 * - `look`: nothing is believed (restore looks before and after it writes; a trail told of a call that changed no value).
 */
export interface Hint {
  kind: "create" | "update" | "delete" | "listed" | "unlisted" | "look";
  at: string;
  /** By how many seconds `at` may be later than the change: a trail tells when a call was completed. @default 0 */
  lateSeconds?: number;
  /** The version that the change made, where the messenger tells: a trail does. */
  version?: number;
  source: Source;
}
