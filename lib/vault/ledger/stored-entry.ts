import { VaultError } from "../errors.ts";
import { type Entry, parseBody } from "./ledger.ts";

/**
 * The entry of a row that stands under that ARN and number. One that was edited, or belongs elsewhere, is `unreadable`
 * and tells nothing but its number: whoever damages one entry must not keep a stage from all the others. A check
 * names what is wrong with it.
 * @throws VaultError `UpgradeNeeded`: what a newer vault wrote cannot be passed over
 */
export function storedEntry(arn: string, seq: number, body: string): Entry {
  const entry = readable(arn, body);
  return entry?.seq === seq && arn.endsWith(`:parameter${entry.name}`) ? entry : unreadable(seq);
}

function readable(arn: string, body: string): Entry | null {
  try {
    return parseBody(arn, body);
  } catch (error) {
    if (error instanceof VaultError && error.code === "UpgradeNeeded") throw error;
    return null;
  }
}

function unreadable(seq: number): Entry {
  return {
    schema: 1,
    seq,
    type: "unreadable",
    time: "",
    recordedAt: "",
    account: "",
    region: "",
    name: "",
    app: null,
    stage: null,
    life: 0,
    kept: 0,
    actor: null,
    recoveryPoint: null,
    detail: {},
    requestId: null,
  };
}
