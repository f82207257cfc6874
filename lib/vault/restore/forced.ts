/** How a warning begins that says what only force allowed. */
export const FORCED = "forced: ";

/** Whether one of a restore's warnings says that only force allowed it. */
export function isForced(warnings: readonly string[]): boolean {
  return warnings.some((warning) => warning.startsWith(FORCED));
}
