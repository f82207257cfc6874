/**
 * Structured logging by Lambda's own JSON log format, which adds time, level and request id to what the
 * console is given. Fields are names, counts and codes; never a value, never an SDK error as it is.
 */
export const log = {
  info(message: string, fields: Record<string, unknown> = {}): void {
    // biome-ignore lint/suspicious/noConsole: the console is Lambda's logger
    console.info(JSON.stringify({ message, ...fields }));
  },
  error(message: string, fields: Record<string, unknown> = {}): void {
    // biome-ignore lint/suspicious/noConsole: the console is Lambda's logger
    console.error(JSON.stringify({ message, ...fields }));
  },
};
