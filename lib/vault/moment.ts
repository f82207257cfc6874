/** Whether a text is a time that can be told in ISO 8601 UTC with four digits of a year: nothing else is computed with. */
export function isMoment(text: string): boolean {
  const time = Date.parse(text);
  return Number.isFinite(time) && new Date(time).toISOString().length === "0000-00-00T00:00:00.000Z".length;
}
