import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Tests must not lean on each other; a random order shows when they do.
    sequence: { shuffle: true },
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
