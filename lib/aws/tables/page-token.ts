import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import * as v from "valibot";
import { VaultError } from "../../vault/errors.ts";

type Key = Record<string, AttributeValue>;

/** The keys of our tables and indexes are texts and numbers. */
const PageKey = v.pipe(
  v.record(v.string(), v.union([v.strictObject({ S: v.string() }), v.strictObject({ N: v.string() })])),
  v.check((key) => Object.keys(key).length > 0),
);

/** A table's "last evaluated key" as the opaque text a caller sends back for the next page. */
export function encodePage(key: Key | undefined): string | null {
  return key ? Buffer.from(JSON.stringify(key)).toString("base64url") : null;
}

/**
 * The key that a page token stands for. It only says where to go on reading, so a forged one shows nothing
 * its caller may not read anyway.
 * @throws VaultError `BadRequest` for what is no key
 */
export function decodePage(token: string | null): Key | undefined {
  if (token === null) return undefined;
  try {
    return v.parse(PageKey, JSON.parse(Buffer.from(token, "base64url").toString()));
  } catch {
    throw new VaultError("BadRequest", "the page token is not one this vault gave");
  }
}
