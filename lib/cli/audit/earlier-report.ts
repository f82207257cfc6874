import { readFile } from "node:fs/promises";
import * as v from "valibot";
import type { EarlierReport } from "../../vault/audit/ledger-check.ts";
import { CheckReport } from "../../vault/audit-api.ts";
import { shellCommand } from "../../vault/commands.ts";
import { VaultError } from "../../vault/errors.ts";
import type { Whereabouts } from "../../vault/parameter-arn.ts";
import { quoted } from "../../vault/plain.ts";

/** How there comes to be a report. */
const MAKES_ONE = "npx sst-vault audit --check --json > heads.json makes one";

const Earlier = v.pick(CheckReport, ["vault", "account", "region", "checkedAt", "parameters", "heads"]);

/** The clocks of those who check differ by less. */
const AHEAD_MS = 300_000;

/**
 * The report of an earlier check, as `audit --check --json` printed it.
 * @throws VaultError `BadRequest` for what is none, was cut, or is dated ahead: it would prove nothing
 */
export async function readEarlierReport(path: string, now: Date): Promise<EarlierReport> {
  const unusable = (why: string) => new VaultError("BadRequest", `--heads ${quoted(path)} ${why}`, MAKES_ONE);
  const parsed = v.safeParse(Earlier, parseJson(await readText(path)));
  if (!parsed.success) throw unusable("is not the report of a check");
  const { parameters, ...report } = parsed.output;
  const heads = Object.keys(report.heads).length;
  if (heads !== parameters) throw unusable(`lists ${heads} chain heads, but counts ${parameters} parameters`);
  const ahead = Date.parse(report.checkedAt) - now.getTime();
  if (!(ahead <= AHEAD_MS)) throw unusable(`is not of the past: it is dated ${quoted(report.checkedAt)}`);
  return report;
}

/** @throws VaultError `BadRequest` for a report of another vault: its heads say nothing about this one */
export function mustBeOf(earlier: EarlierReport, ours: Whereabouts & { vault: string }): void {
  if (earlier.account !== ours.account || earlier.region !== ours.region) {
    const [theirs, here] = [earlier, ours].map((home) => `account ${home.account}, region ${home.region}`);
    throw new VaultError(
      "BadRequest",
      `the report in --heads is of ${theirs}; this vault is in ${here}`,
      ofOurs("--region and --profile lead to its vault"),
    );
  }
  if (earlier.vault === undefined || earlier.vault === ours.vault) return;
  const [theirs, here] = [earlier.vault, ours.vault].map(quoted);
  throw new VaultError(
    "BadRequest",
    `the report in --heads is of the vault ${theirs}; this is ${here}`,
    ofOurs(`${shellCommand("--vault", earlier.vault)} leads to it`),
  );
}

function ofOurs(theirs: string): string {
  return `${theirs}; of this one, ${MAKES_ONE}`;
}

const REASONS: Record<string, string> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a directory",
  EACCES: "there is no right to read it",
};

/** PowerShell's `>` writes UTF-16, some editors a mark before UTF-8; the decoder takes the marks off. */
async function readText(path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
    return new TextDecoder(wide ? "utf-16le" : "utf-8").decode(bytes);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : null;
    const why = REASONS[`${code}`] ?? `the system says ${code}`;
    throw new VaultError("BadRequest", `--heads ${quoted(path)} cannot be read: ${why}`, MAKES_ONE, { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
