/**
 * What a command sees of the terminal. Results go to stdout, so that they can be piped; talk, progress,
 * warnings and prompts go to stderr.
 */
export interface Io {
  /** Writes a result to stdout. */
  out(text: string): void;
  /** Waits until stdout has taken what was written to it. False where nobody reads it any more. */
  drained(): Promise<boolean>;
  /** Writes talk to stderr. */
  err(text: string): void;
  /** Someone is there to answer a prompt: stdin and stderr are a terminal. */
  interactive: boolean;
  /** stderr is a terminal, where a line may be written over. */
  rewritable: boolean;
  /** Width of stdout; Infinity where it is no terminal, so that a row stays a line. */
  columns: number;
  /** stdout is a terminal that wants colours. */
  color: boolean;
  /** Show stack traces, on stderr. */
  debug: boolean;
  /** Asks a yes-or-no question, `no` unless said otherwise; Ctrl-C is a no. */
  confirm(question: string): Promise<boolean>;
}

/** Writes a result as JSON: with `--json` the only thing on stdout. */
export function printJson(io: Io, value: unknown): void {
  io.out(`${JSON.stringify(value, null, 2)}\n`);
}

/** A line on stderr that is written over and goes away again. Where that cannot be, it stays unwritten. */
export function progressLine(io: Io): { show(text: string): void; clear(): void } {
  let shown = false;
  const write = (text: string) => {
    if (io.rewritable && (shown || text !== "")) io.err(`\r\x1b[K${text}`);
    shown = text !== "";
  };
  return { show: write, clear: () => write("") };
}
