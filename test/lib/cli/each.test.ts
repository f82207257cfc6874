import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { each } from "../../../lib/cli/each.ts";
import { parameter } from "./harness.ts";

const parameters = ["a", "b", "c", "d", "e", "f"].map((stage) => parameter("my-app", stage));
const drained = () => Promise.resolve(true);
const quiet = {
  out: () => {},
  drained,
  err: () => {},
  interactive: false,
  rewritable: false,
  columns: 80,
  color: false,
};
const io = { ...quiet, debug: false, confirm: () => Promise.resolve(false) };

test.each([1, 4])("does %i at once and no more, and gives the results in order", async (concurrency) => {
  let running = 0;
  let most = 0;
  const { results, failures } = await each({ io }, parameters, { doing: "testing", concurrency }, async ({ stage }) => {
    most = Math.max(most, ++running);
    // The first ones take longest.
    for (let turns = stage === "a" ? 20 : 2; turns > 0; turns--) await nextTurn();
    running--;
    return stage;
  });

  expect(most).toBe(concurrency);
  expect(results).toEqual(["a", "b", "c", "d", "e", "f"]);
  expect(failures).toEqual([]);
});
