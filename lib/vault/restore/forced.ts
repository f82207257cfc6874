/** How a warning begins that says what only force allowed. Callers know it by that. */
export const FORCED = "forced: ";
