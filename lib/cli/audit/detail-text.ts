import type { AuditEvent } from "../../vault/audit-api.ts";

/**
 * A field of an entry's detail as text, or null. A detail is whatever was stored, by somebody past the vault too, and
 * is shown only where it is text or a number: of an object no text may be made at all, and one entry must not keep
 * the others from being told.
 */
export function detailText(detail: AuditEvent["detail"], key: string): string | null {
  return asText(detail[key]);
}

/** The texts of a field that is a list of such. */
export function detailTexts(detail: AuditEvent["detail"], key: string): string[] {
  const value = detail[key];
  return Array.isArray(value) ? value.flatMap((one: unknown) => asText(one) ?? []) : [];
}

function asText(value: unknown): string | null {
  return typeof value === "number" || (typeof value === "string" && value !== "") ? String(value) : null;
}
