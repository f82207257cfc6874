import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runScript } from "../run-script.ts";

// A project of its own, in which tests leak; below the repository, so that it finds what is installed.
const REPOSITORY = join(import.meta.dirname, "..", "..", "..");
const VITEST = join(REPOSITORY, "node_modules", "vitest", "vitest.mjs");
let project: string;
beforeAll(() => {
  mkdirSync(join(REPOSITORY, ".cache"), { recursive: true });
  project = mkdtempSync(join(REPOSITORY, ".cache", "leaking-"));
  const leaks = join(REPOSITORY, "test", "support", "leaks");
  const report = JSON.stringify(join(project, "report.json"));
  writeFileSync(
    join(project, "vitest.config.ts"),
    `import { LeakReporter } from "${leaks}/leak-reporter.ts";
    const reporters = [new LeakReporter(${report}), "default", ["json", { outputFile: ${report} }]];
    export default { test: { root: "${project}", include: ["*.test.ts"], setupFiles: "${leaks}/in-worker.ts", reporters } };`,
  );
});
afterAll(() => rmSync(project, { recursive: true }));

// The value is made where no test of ours sees it: this run has it in nothing but what the other one prints.
const LEAKS: [string, string, string][] = [
  ["printed", `console.log("oh: " + value.reveal())`, "stdout"],
  ["printed", `process.stderr.write(Buffer.from(value.reveal()).toString("base64") + "\\n")`, "stderr"],
  ["thrown", `try { throw new TypeErrorOfOurs(value.reveal()) } catch {}`, "an error made in \\S*leak.test.ts"],
  [
    "thrown",
    `await Promise.reject(Error("bad " + value.reveal())).catch(() => {})`,
    "an error made in \\S*leak.test.ts",
  ],
  ["reported", `expect.soft(value.reveal()).toBe("another"); `, "test-report.json"],
  ["reported", `test(value.reveal(), () => {})`, "test-report.json"],
];

test.each(LEAKS)("a run that has %s a value by %s fails and says where, not what", async (kind, code, place) => {
  const { exitCode, text, value } = await runWith(code);
  expect(exitCode).toBe(1);
  expect(text).toContain("1 values searched");
  expect(text).toMatch(new RegExp(`LEAK .${kind}.: a value of \\S*leak.test.ts .* in ${place}`));
  expect(text.match(/^LEAK.*$/gm)?.join()).not.toContain(value);
});

test("a run that leaks nothing passes, and says how much it looked at", async () => {
  const { exitCode, text } = await runWith("expect(String(value)).not.toContain(value.reveal())");
  expect(text).toMatch(/leaks: 1 values searched in \d+ kB \(printed .*\) in .* s: none found/);
  expect(text).toContain("LEAKS UNSEEN: nothing was searched of: processes, stored");
  expect(exitCode).toBe(1); // as a whole run it looked at too little
  expect((await runWith("", "--testNamePattern", "value")).exitCode).toBe(0);
});

/** Runs one test file that holds a value and does this with it. */
async function runWith(code: string, ...args: string[]) {
  const file = join(project, "value.txt");
  const body = code.startsWith("test(")
    ? `${code}; test("a value", () => {});`
    : `test("a value", async () => { ${code} });`;
  writeFileSync(
    join(project, "leak.test.ts"),
    `import { randomBytes } from "node:crypto";
    import { writeFileSync } from "node:fs";
    import { expect, test } from "vitest";
    import { Passphrase } from "${REPOSITORY}/lib/sst/passphrase.ts";
    class TypeErrorOfOurs extends Error {}
    const value = new Passphrase(randomBytes(32).toString("base64"));
    writeFileSync("${file}", value.reveal());
    ${body}`,
  );
  const env = { PATH: process.env.PATH ?? "", NO_COLOR: "1" };
  const options = ["run", "--config", join(project, "vitest.config.ts"), "--root", project];
  const { code: exitCode, stdout, stderr } = await runScript(VITEST, [...options, ...args], env);
  return { exitCode, text: stdout + stderr, value: readFileSync(file, "utf8") };
}
