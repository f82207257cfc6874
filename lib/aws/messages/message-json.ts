import { VaultError } from "../../vault/errors.ts";

/** The JSON of a queue's message. @throws VaultError `BadRequest`; the message's own text is not repeated */
export function messageJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new VaultError("BadRequest", "the message is not JSON");
  }
}
