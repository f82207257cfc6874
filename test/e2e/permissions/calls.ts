import { ACCESS, type Duty } from "../../../lib/infra/access/access.ts";
import type { Places } from "../../../lib/infra/access/places.ts";
import type { Right } from "../../../lib/infra/access/right.ts";
import { RIGHTS } from "../../../lib/infra/access/rights.ts";

/** Names instead of ARNs, so that calls read well. */
const PLACES: Places = {
  partition: "aws",
  region: "us-east-1",
  account: "000000000000",
  vaultName: "sst-vault",
  prefix: "/sst/passphrase/",
  key: "key",
  ledger: "ledger",
  status: "status",
  changes: "changes",
  deadLetters: "deadLetters",
  checks: "checks",
  checksDeadLetters: "checksDeadLetters",
  topic: "topic",
  roles: ["roles"],
  log: "log",
};

/** All calls that a right allows, in words: `kms:Encrypt on key if kms:EncryptionContext:name`. */
export function callsOf({ actions, on, when }: Right): string[] {
  const things = on(PLACES).map((thing) => thing.replace(/^arn:aws:\w+:us-east-1:000000000000:/, ""));
  const keys = Object.values(when?.(PLACES) ?? {}).flatMap(Object.keys);
  const condition = keys.length > 0 ? ` if ${[...new Set(keys)].join(", ")}` : "";
  return actions.flatMap((action) => things.map((thing) => `${action} on ${thing}${condition}`));
}

/**
 * Whether a function's rights allow a call: under the call's own condition, or under none. What they allow
 * via another service only is not allowed as the direct call that a probe makes.
 */
export function allows(duty: Duty, call: string): boolean {
  const allowed = ACCESS[duty].flatMap((name) => callsOf(RIGHTS[name]));
  const [always = ""] = call.split(" if ");
  return allowed.includes(always) || (allowed.includes(call) && !call.includes("kms:ViaService"));
}
