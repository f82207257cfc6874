import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { writeWhole } from "../../../lib/cli/write-whole.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sst-vault-whole-"));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (...names: string[]) => join(folder, ...names);
const modeOf = async (file: string) => ((await lstat(file)).mode & 0o7777).toString(8);
async function* pieces(...all: string[]) {
  for (const piece of all) yield await Promise.resolve(piece);
}

test("a file of many pieces is whole", async () => {
  await writeWhole(at("a"), pieces(...Array<string>(1000).fill("0123456789\n".repeat(100))));
  expect((await lstat(at("a"))).size).toBe(1_100_000);
});

describe("who may read a file", () => {
  test.each(["600", "640", "666"])("stays as it was, %s, also while it is written", async (mode) => {
    await writeFile(at("a"), "of before");
    await chmod(at("a"), mode);
    const seen: string[] = [];
    async function* watched() {
      for (const name of await readdir(folder)) seen.push(await modeOf(at(name)));
      yield "now";
    }

    await writeWhole(at("a"), watched());

    expect(await readFile(at("a"), "utf8")).toBe("now");
    expect([await modeOf(at("a")), ...seen]).toEqual([mode, mode, mode]);
  });

  test("is as for any new file where there was none", async () => {
    await writeFile(at("other"), "");
    await writeWhole(at("a"), pieces("x"));
    expect(await modeOf(at("a"))).toBe(await modeOf(at("other")));
  });
});

describe("a link", () => {
  test.each([
    { what: "to a file that is not there yet", to: () => "real" },
    { what: "by its full name", to: () => at("real") },
  ])("$what stays a link, and the file is made", async ({ to }) => {
    await symlink(to(), at("latest"));
    await writeWhole(at("latest"), pieces("x"));
    expect(await readlink(at("latest"))).toBe(to());
    expect(await readFile(at("real"), "utf8")).toBe("x");
    expect(await readdir(folder)).toEqual(["latest", "real"]);
  });

  test("over a link, in another folder, leads as far as it leads", async () => {
    await mkdir(at("deep"));
    await mkdir(at("deep", "er"));
    await symlink(at("deep", "er"), at("folder"));
    await symlink("folder/link", at("latest"));
    // Up from where the folder really is, not from where its link is.
    await symlink("../real", at("deep", "er", "link"));
    await writeWhole(at("latest"), pieces("x"));
    expect(await readFile(at("deep", "real"), "utf8")).toBe("x");
  });

  test("into a directory that is not there, or to itself, is told", async () => {
    await symlink("none/real", at("astray"));
    await symlink("circle", at("circle"));
    await expect(writeWhole(at("astray"), pieces("x"))).rejects.toThrow("its directory does not exist");
    await expect(writeWhole(at("circle"), pieces("x"))).rejects.toThrow("its links lead in a circle");
    expect((await lstat(at("circle"))).isSymbolicLink()).toBe(true);
  });
});

test("what cannot be written says where it could be", async () => {
  await expect(writeWhole(at("none", "a"), pieces("x"))).rejects.toMatchObject({
    code: "BadRequest",
    hint: expect.stringContaining("--output"),
  });
});
