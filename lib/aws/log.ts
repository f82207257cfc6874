/**
 * Structured logging by Lambda's own JSON log format: it takes an object as it is, and adds time, level and
 * request id. Fields are names, counts and codes; never a value, never an SDK error as it is.
 */
export const log = {
  info(message: string, fields: Record<string, unknown> = {}): void {
    // biome-ignore lint/suspicious/noConsole: the console is Lambda's logger
    console.info({ message, ...fields });
  },
  error(message: string, fields: Record<string, unknown> = {}): void {
    // biome-ignore lint/suspicious/noConsole: the console is Lambda's logger
    console.error({ message, ...fields });
  },
};
