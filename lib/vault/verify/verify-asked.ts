import { FALLBACK_STAGE } from "../../sst/names.ts";
import { UNTESTED, type VerifyRequest, type VerifyResult } from "../api.ts";
import type { VerdictCause } from "../cause.ts";
import { causeText } from "../cause-text.ts";
import { VaultError } from "../errors.ts";
import { type Home, type ProtectedParameter, protectedParameter } from "../parameter.ts";
import { type VerifyPorts, verify } from "./verify.ts";

/**
 * Tests the parameter that somebody asks about and, where it is a stage's, the `_fallback` that every stage of its
 * app needs beside it: a new stage, too. A `_fallback` whose ledger cannot be read is told as such, and keeps nobody
 * from the stage's own result.
 * @throws what `verify` throws of either; where `allowNew`, not `NotFound`
 */
export async function verifyAsked(
  ports: VerifyPorts,
  home: Home,
  parameter: ProtectedParameter,
  { acceptBucket, allowNew = false }: Pick<VerifyRequest, "acceptBucket" | "allowNew">,
): Promise<VerifyResult[]> {
  const { app, stage } = parameter;
  const shared = app === null || stage === FALLBACK_STAGE ? null : `${home.prefix}${app}/${FALLBACK_STAGE}`;
  const fallback = shared === null ? null : protectedParameter(home, shared);
  // Both to their end, whatever the first comes to: an answer freezes the function, with all it was about to tell.
  const [own, besides] = await Promise.allSettled([
    (allowNew ? verifyIfKnown : verify)(ports, parameter, "request", acceptBucket ?? null),
    fallback && verifyIfKnown(ports, fallback, "request", acceptBucket ?? null),
  ]);
  if (own.status === "rejected") throw own.reason;
  const told = besides.status === "fulfilled" ? besides.value : await untestable(ports, fallback, besides.reason);
  return [own.value, told].filter((result) => result !== null);
}

/** The same of any parameter; null where neither the vault nor Parameter Store knows it. */
export async function verifyIfKnown(...test: Parameters<typeof verify>): Promise<VerifyResult | null> {
  try {
    return await verify(...test);
  } catch (error) {
    if (error instanceof VaultError && error.code === "NotFound") return null;
    throw error;
  }
}

async function untestable(
  { store }: VerifyPorts,
  parameter: ProtectedParameter | null,
  error: unknown,
): Promise<VerifyResult> {
  const ofLedger = error instanceof VaultError && ["UpgradeNeeded", "Damaged"].includes(error.code);
  if (!ofLedger || !parameter) throw error;
  const { app, stage, name } = parameter;
  const { present: live } = await store.observe(name);
  const cause: VerdictCause = { code: "ledger-unreadable", error: error.code, detail: error.message };
  const reason = causeText(cause);
  return { app, stage, name, live, verdict: "unproven", recoveryPoint: null, opens: UNTESTED, reason, cause };
}
