import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LeakReporter } from "./test/support/leaks/leak-reporter.ts";

const REPORT = ".cache/test-report.json";

// Tests must not lean on each other; a random order shows when they do.
const shared = {
  sequence: { shuffle: true },
  // A test that hangs must end some time; how long one takes on a busy machine is nobody's mistake.
  testTimeout: 300_000,
  hookTimeout: 600_000,
  setupFiles: "test/support/leaks/in-worker.ts",
};

export default defineConfig({
  test: {
    // All cores but not more than four: what the tests start beside themselves needs some, too.
    maxWorkers: Math.min(4, availableParallelism()),
    // The report is for .ci/run, which counts from it.
    reporters: [new LeakReporter(REPORT), "default", ["json", { outputFile: REPORT }]],
    teardownTimeout: 60_000, // has the search for leaks in it
    projects: [
      {
        test: {
          ...shared,
          name: "unit",
          include: ["test/*.test.ts", "test/lib/{sst,vault,cli,infra}/**/*.test.ts", "test/{bin,support}/**/*.test.ts"],
        },
      },
      {
        // Each of these starts, breaks and stops a local AWS of its own.
        test: {
          ...shared,
          name: "local",
          include: ["test/lib/{local,deploy}/**/*.test.ts", "test/story/**/*.test.ts"],
          globalSetup: "test/support/installed-emulator.ts",
        },
      },
      {
        // These share one local AWS with one deployed vault.
        test: {
          ...shared,
          name: "aws",
          include: ["test/lib/aws/**/*.test.ts", "test/e2e/**/*.test.ts"],
          globalSetup: ["test/support/installed-emulator.ts", "test/support/deployed-vault.ts"],
        },
      },
    ],
  },
});
