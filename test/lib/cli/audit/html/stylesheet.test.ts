import { expect, test } from "vitest";
import { stylesheet } from "../../../../../lib/cli/audit/html/stylesheet.ts";

/** The colours of one set: light, dark, print, in the order of the sheet. */
const SETS = String(stylesheet())
  .split(/:root\s*\{/)
  .slice(1)
  .map((text) =>
    Object.fromEntries(
      [
        ...text
          .split("}", 1)
          .join()
          .matchAll(/--(\w+): (#\w{6})/g),
      ].map(([, k, c]) => [k, c]),
    ),
  );

test.each([["light"], ["dark"], ["print"]].map(([name], index) => ({ name, colours: SETS[index] ?? {} })))(
  "every text of the $name set can be read on every ground of it (WCAG AA)",
  ({ colours }) => {
    for (const text of ["ink", "soft", "link", "good", "bad", "note"]) {
      for (const ground of ["paper", "wash"]) {
        expect(contrast(colours[text], colours[ground]), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  },
);

test("what is closed on the screen is open on paper", () => {
  expect(String(stylesheet()).split("@media print")[1]).toContain("content-visibility: visible");
});

/** The contrast of two colours as WCAG defines it: from 1 to 21. */
function contrast(one = "", other = ""): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
