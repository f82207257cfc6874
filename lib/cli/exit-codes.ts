import type { ErrorCode } from "../vault/errors.ts";

/** What the CLI's process ends with (DESIGN section 6): scripts rely on it. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5;

export const DONE: ExitCode = 0;
export const UNEXPECTED: ExitCode = 1;
const USAGE: ExitCode = 2;
export const REFUSED: ExitCode = 4;
export const FINDINGS: ExitCode = 5;

/** The exit code of an error. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  switch (code) {
    case "BadRequest":
      return USAGE;
    case "NotFound":
    case "NoVault":
      return 3;
    case "Refused":
      return REFUSED;
    case "NotAllowed":
    case "UpgradeNeeded":
    case "Damaged":
    case "Busy":
    case "Unexpected":
      return UNEXPECTED;
  }
}

/** For the end of every help text. */
export const EXIT_CODES_HELP = `Exit codes:
  0  done
  1  unexpected; a missing right is named
  2  usage
  3  not found: parameter, recovery point, or no vault in this region
  4  refused, nothing was changed
  5  findings: a stage is broken or untestable, the vault unhealthy or changed`;
