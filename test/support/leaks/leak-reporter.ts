import { appendFileSync, copyFileSync, existsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Reporter, TestSpecification, Vitest } from "vitest/node";
import { temporaryFolder } from "../../../lib/local/temporary-folder.ts";
import { announceRunFolder, placeOf } from "./run-folder.ts";
import { search } from "./search.ts";
import { verdictOn } from "./verdict.ts";

/**
 * The leak test as a habit: every value that any test put anywhere is searched in all that the whole run printed, logged,
 * stored, sent, threw and synthesized. A hit fails the run.
 *
 * It comes first in the list of reporters, so that it sees what the others print.
 */
export class LeakReporter implements Reporter {
  readonly #report: string;
  readonly #started = Date.now();
  #vitest: Vitest | undefined;
  #whole = false;
  #judged = false;

  /** @param report the JSON report that another reporter writes */
  constructor(report: string) {
    this.#report = report;
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
    const folder = temporaryFolder(tmpdir(), "sst-vault-leaks-");
    announceRunFolder(folder.path);
    const printed = join(folder.path, placeOf("printed"));
    const copies = [
      copyWrites(process.stdout, join(printed, "stdout")),
      copyWrites(process.stderr, join(printed, "stderr")),
    ];
    // By then all reports are written and every local AWS is stopped.
    vitest.onClose(() => {
      for (const end of copies) end();
      this.#judge(folder.path);
      folder.remove();
    });
  }

  async onTestRunStart(specifications: readonly TestSpecification[]): Promise<void> {
    const { project = [], testNamePattern } = this.#vitest?.config ?? {};
    const all = (await this.#vitest?.globTestSpecifications()) ?? [];
    this.#whole = project.length === 0 && !testNamePattern && specifications.length === all.length;
    process.once("exit", () => {
      if (this.#judged) return;
      process.stderr.write("leaks: the run ended before anything was searched\n");
      process.exitCode = 1;
    });
  }

  #judge(folder: string): void {
    this.#keepReport(join(folder, placeOf("reported")));
    const { clean, text } = verdictOn(search(folder), this.#whole);
    process.stdout.write(`${text}\n`);
    if (!clean) process.exitCode = 1;
    this.#judged = true;
  }

  /** One of an earlier run is not ours to judge. */
  #keepReport(folder: string): void {
    if (!existsSync(this.#report) || statSync(this.#report).mtimeMs < this.#started) return;
    copyFileSync(this.#report, join(folder, "test-report.json"));
  }
}

/** Keeps a copy of all that is written to a stream from now on, until what it gives back is called. */
function copyWrites(stream: NodeJS.WriteStream, file: string): () => void {
  let open = true;
  const write = stream.write.bind(stream) as (chunk: string | Uint8Array, ...rest: unknown[]) => boolean;
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    if (open) appendFileSync(file, chunk);
    return write(chunk, ...rest);
  };
  return () => {
    open = false;
  };
}
