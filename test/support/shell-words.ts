import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";

/** Every program that a printed command starts, and `test`, which must not stop the line it begins. */
const PROGRAMS = ["npx", "aws", "npm", "rm", "test"];
/** Those at the end of a pipe: they note their words once the program before them has noted its own. */
const FILTERS = ["awk", "tee"];
/** The files that printed commands write. */
const FILES = ["secrets.env", "policy.json"];

/** What a real POSIX shell did with lines that were pasted into it. */
interface Pasted {
  /** The words of each program that it started, the program first. Nothing ran: each is a function that notes its words. */
  commands: string[][];
  /** What it complained of, as of a program that is none of these or a quote without its end. */
  errors: string;
  /** Files that it made, which no printed command writes. */
  strays: string[];
}

/** Pastes lines into a real shell. */
export function pasted(lines: readonly string[]): Pasted {
  const folder = mkdtempSync(join(tmpdir(), "sst-vault-shell-"));
  try {
    // By a channel of its own: the lines have pipes and redirections.
    const note = (program: string) => `printf '%s\\0' ${program} "$@" >&3; printf '\\036' >&3`;
    const stubs = [
      ...PROGRAMS.map((program) => `${program}() { ${note(program)}; }`),
      ...FILTERS.map((program) => `${program}() { while read -r line; do :; done; ${note(program)}; }`),
    ];
    // No PATH: nothing but these and the shell's own commands can be started.
    const script = ["PATH=", ...stubs, ...lines, ""].join("\n");
    const { output, status } = spawnSync("/bin/sh", [], {
      input: script,
      cwd: folder,
      env: {},
      encoding: "utf8",
      stdio: ["pipe", "ignore", "pipe", "pipe"],
      maxBuffer: 2 ** 24,
    });
    const commands = (output[3] ?? "").split("\u001e").filter(Boolean);
    return {
      commands: commands.map((words) => words.split("\0").slice(0, -1)),
      errors: `${output[2]}${status === 0 ? "" : `exit code ${status}`}`,
      strays: readdirSync(folder).filter((file) => !FILES.includes(file)),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Stands at both ends of every hostile text. */
export const MARK = "zzMARKzz";

/** What somebody might call a thing so that a shell does more than it is told to. */
const DANGEROUS = [
  ...[
    "'",
    '"',
    "`",
    "\\",
    "$",
    "!",
    "#",
    "&",
    "|",
    ";",
    "<",
    ">",
    "*",
    "?",
    "~",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "=",
    "%",
  ],
  ...["\n", "\r", "\t", " ", "\0", "\u001b[2J", "\u202e", "\u2028", "-", "--", "é", "👩‍🚀"],
  ...[
    "$(npx evil)",
    "`npx evil`",
    "; npx evil #",
    "'; npx evil; '",
    '"; npx evil; "',
    "\nnpx evil\n",
    "$HOME",
    "> stray",
  ],
];

/** Text that is dangerous to a shell and to a terminal, between two marks by which it is found again. */
export const hostileText = fc
  .array(fc.constantFrom(...DANGEROUS), { minLength: 1, maxLength: 12 })
  .map((parts) => `${MARK}${parts.join("")}${MARK}`);
