/** A JSON object, its fields not yet trusted. */
export type JsonRecord = Record<string, unknown>;

/** The JSON object that a text holds, or null. Parse errors are dropped: they quote what they could not parse. */
export function parseJsonRecord(text: string): JsonRecord | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonRecord(value) ? value : null;
  } catch {
    return null;
  }
}

export function isJsonRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
