import { afterEach, expect, test } from "vitest";
import { noteErrors } from "./thrown.ts";

const before = globalThis.Error;
afterEach(() => {
  globalThis.Error = before;
});

test("an error is what it would be if nobody noted it, and its stack begins where it was made", () => {
  noteErrors("this test");
  class Plain extends Error {}
  class Own extends Plain {
    override readonly name = "Own";
    constructor(message: string) {
      super(message, { cause: "a cause" });
    }
  }
  const makers = {
    made: () => new Error("1"),
    called: () => Error("2"),
    plain: () => new Plain("3"),
    own: () => new Own("4"),
  };
  for (const [name, make] of Object.entries(makers)) {
    const error = make();
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(before);
    expect(error.stack?.split("\n")[1], name).toMatch(/^ +at .*thrown\.test\.ts:/);
    expect(error.stack?.split("\n")[1], name).toContain(name);
  }
  expect(makers.own()).toMatchObject({ name: "Own", message: "4", cause: "a cause" });
  expect(makers.own()).toBeInstanceOf(Plain);
  expect(() => JSON.parse("{")).toThrow(SyntaxError);
  expect(new TypeError("5")).toBeInstanceOf(Error);
});
