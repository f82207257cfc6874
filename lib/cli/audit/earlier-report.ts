import { readFile } from "node:fs/promises";
import * as v from "valibot";
import type { EarlierReport } from "../../vault/audit/ledger-check.ts";
import { CheckReport } from "../../vault/audit-api.ts";
import { VaultError } from "../../vault/errors.ts";
import type { Whereabouts } from "../../vault/parameter-arn.ts";
import { quoted } from "../render/plain.ts";

const Earlier = v.pick(CheckReport, ["vault", "account", "region", "checkedAt", "heads"]);

/**
 * The report of an earlier check, as `audit --check --json` printed it.
 * @throws VaultError `BadRequest` for what is none
 */
export async function readEarlierReport(path: string): Promise<EarlierReport> {
  const parsed = v.safeParse(Earlier, parseJson(await readText(path)));
  if (parsed.success) return parsed.output;
  const hint = "it must be what npx sst-vault audit --check --json printed";
  throw new VaultError("BadRequest", `--heads ${quoted(path)} is not the report of a check`, hint);
}

/** @throws VaultError `BadRequest` for a report of another vault: its heads say nothing about this one */
export function mustBeOf(earlier: EarlierReport, ours: Whereabouts & { vault: string }): void {
  if (earlier.account !== ours.account || earlier.region !== ours.region) {
    const [theirs, here] = [earlier, ours].map((home) => `account ${home.account}, region ${home.region}`);
    throw new VaultError("BadRequest", `the report in --heads is of ${theirs}; this vault is in ${here}`);
  }
  if (earlier.vault === undefined || earlier.vault === ours.vault) return;
  const [theirs, here] = [earlier.vault, ours.vault].map(quoted);
  throw new VaultError("BadRequest", `the report in --heads is of the vault ${theirs}; this is ${here}`);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : null;
    const why = code === "ENOENT" ? "there is no such file" : `the system says ${code}`;
    throw new VaultError("BadRequest", `--heads ${quoted(path)} cannot be read: ${why}`, null, { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
