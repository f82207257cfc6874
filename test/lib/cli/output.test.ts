import { spawn } from "node:child_process";
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { writeOut } from "../../../lib/cli/output.ts";
import { auditEvent } from "../../support/audit-samples.ts";
import { failed, runWith } from "./harness.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sst-vault-output-"));
  file = join(folder, "audit.json");
});
afterEach(() => rm(folder, { recursive: true }));

const query = { events: [auditEvent()] };
const audit = (reply: Parameters<typeof runWith>[0]["replies"], ...argv: string[]) =>
  runWith({ replies: reply ?? {} }, "audit", ...argv);

describe("--output", () => {
  test("has the result in the file, nothing on stdout, and says so on stderr", async () => {
    const { code, out, err } = await audit({ query }, "--json", "--output", file);

    expect({ code, out, err }).toEqual({ code: 0, out: "", err: `written to ${file}\n` });
    expect(JSON.parse(await readFile(file, "utf8")).events).toEqual(query.events);
    expect(await readdir(folder)).toEqual(["audit.json"]);
  });

  test("has tables as wide as they are, and without colours", async () => {
    await runWith({ replies: { query }, columns: 40, color: true }, "audit", "--format", "table", "--output", file);
    const text = await readFile(file, "utf8");
    expect(text).not.toContain("\u001b");
    expect(text).toContain("2026-11-22 10:00:00  shop  dev    created  unknown");
  });

  test("replaces a file only by a whole one", async () => {
    await writeFile(file, "of before");
    const breaks = (_: object, times: number) =>
      times === 0 ? { ...query, nextToken: "more" } : failed("NotAllowed", "no more");

    const { code, out } = await audit({ query: breaks }, "--json", "--output", file);

    expect(code).toBe(1);
    expect(JSON.parse(out).error.message).toBe("no more");
    expect(await readFile(file, "utf8")).toBe("of before");
    expect(await readdir(folder)).toEqual(["audit.json"]);

    await audit({ query }, "--json", "--output", file);
    expect(await readFile(file, "utf8")).not.toContain("of before");
  });

  test("leaves a link a link", async () => {
    const [link, target] = [join(folder, "latest.json"), join(folder, "real.json")];
    await writeFile(target, "of before");
    await symlink(target, link);
    await audit({ query }, "--json", "--output", link);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readlink(link)).toBe(target);
    expect(await readFile(target, "utf8")).toContain("events");
  });

  test("does not replace what is no file", async () => {
    const { code } = await audit({ query }, "--json", "--output", "/dev/null");
    expect(code).toBe(0);
    expect((await lstat("/dev/null")).isCharacterDevice()).toBe(true);
  });

  test.each([
    { path: () => join(folder, "none", "audit.json"), why: "its directory does not exist" },
    { path: () => folder, why: "is a directory" },
    { path: () => join(folder, "x".repeat(300)), why: "its name is too long" },
  ])("that cannot be is told before anything is asked: $why", async ({ path, why }) => {
    const { code, err, asked } = await audit({ query }, "--format", "csv", "--output", path());
    expect({ code, asked }).toEqual({ code: 2, asked: [] });
    expect(err).toContain(why);
    expect(await readdir(folder)).toEqual([]);
  });

  test("where there is no right to write says so", async () => {
    const closed = join(folder, "closed");
    await mkdir(closed, { mode: 0o555 });
    // Root may write anywhere.
    const root = process.getuid?.() === 0;
    const { code, err } = await audit({ query }, "--json", "--output", root ? "/proc/audit.json" : join(closed, "a"));
    expect(code).toBe(2);
    expect(err).not.toContain("written");
  });
});

describe("stdout", () => {
  /** Pieces of some size, counted as they are taken. */
  function pieces(count: number) {
    const counted = { taken: 0 };
    async function* source() {
      for (; counted.taken < count; counted.taken++) yield await Promise.resolve("x".repeat(100_000));
    }
    return { counted, source };
  }
  const io = { err: () => {}, interactive: false, rewritable: false, columns: 80, color: false, debug: false };
  const confirm = () => Promise.resolve(false);

  test("is written to no faster than it is read", async () => {
    let [written, waiting] = [0, 0];
    const { counted, source } = pieces(5);
    const out = () => {
      expect(++written - waiting).toBe(1);
    };
    const drained = () => {
      waiting++;
      expect(counted.taken).toBeLessThanOrEqual(written);
      return Promise.resolve(true);
    };
    await writeOut({ ...io, confirm, out, drained }, source(), null);
    expect({ written, waiting }).toEqual({ written: 5, waiting: 5 });
  });

  test("that nobody reads any more ends the reading", async () => {
    const { counted, source } = pieces(1_000_000);
    await writeOut({ ...io, confirm, out: () => {}, drained: () => Promise.resolve(false) }, source(), null);
    expect(counted.taken).toBeLessThan(3);
  });
});

test("a pipe whose reader leaves ends the writing without an error", async () => {
  const script = `
    import { terminal } from "${join(import.meta.dirname, "../../../lib/cli/terminal.ts")}";
    import { writeOut } from "${join(import.meta.dirname, "../../../lib/cli/output.ts")}";
    async function* forever() { for (;;) yield await Promise.resolve("x".repeat(1000) + "\\n"); }
    await writeOut(terminal(process), forever(), null);
    process.stderr.write("ended");
  `;
  const child = spawn("sh", ["-c", `"$0" --input-type=module -e "$1" | head -1 >/dev/null`, process.execPath, script]);
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  await new Promise((resolve) => child.once("close", resolve));
  expect(said).toBe("ended");
});
