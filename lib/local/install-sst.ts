import { readFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { type CachedInstall, findInstalled, installOnce } from "./cached-install.ts";
import { LocalAwsError } from "./local-aws-error.ts";
import { run } from "./run.ts";

/** The versions of the SST CLI that are tried against the local AWS, newest first. sst-cli/package-lock.json pins them. */
export const SST_VERSIONS = ["4.17.1", "3.19.3"] as const;
export type SstVersion = (typeof SST_VERSIONS)[number];

/** The path of the SST CLI's program, by version. */
export type SstPrograms = Record<SstVersion, string>;

interface LockedPackage {
  name: string;
  version: string;
  os?: string[];
  cpu?: string[];
  optional?: boolean;
}

const LOCKFILE = join(import.meta.dirname, "sst-cli", "package-lock.json");

/** The unmodified SST CLI from the cache, else undefined. Downloads nothing. */
export function findSst(): SstPrograms | undefined {
  const place = lockedHere().length > 0 ? findInstalled(description()) : undefined;
  return place === undefined ? undefined : programsIn(place);
}

/**
 * Gives the unmodified SST CLI, installing it from npm on first use.
 *
 * Only the programs: the rest of the `sst` package is for the code of an app.
 */
export async function installSst({ say }: { say: (line: string) => void }): Promise<SstPrograms> {
  const locked = lockedHere();
  if (locked.length === 0) {
    throw new LocalAwsError(`npm has no SST CLI for ${process.platform} ${process.arch}`);
  }
  const installed = findSst();
  if (installed) return installed;
  say(`installing the SST CLI (${SST_VERSIONS.join(" and ")}, 50 MB from npm, only this once)`);
  return programsIn(await installOnce(description(), (folder, workshop) => build(folder, workshop, locked)));
}

function description(): CachedInstall {
  return {
    name: `sst-${SST_VERSIONS.join("-")}-${process.platform}-${process.arch}`,
    title: "the SST CLI",
    contents: readFileSync(LOCKFILE, "utf8"),
    program: programOf(SST_VERSIONS[0]),
  };
}

/** The packages of the lockfile that are for this platform, by the path at which npm installs them. */
function lockedHere(): [string, LockedPackage][] {
  const { packages }: { packages: Record<string, LockedPackage> } = JSON.parse(readFileSync(LOCKFILE, "utf8"));
  return Object.entries(packages).filter(
    ([, { os, cpu }]) => os?.includes(process.platform) && cpu?.includes(process.arch),
  );
}

/** As their names in sst-cli/package.json say: one of each major version. */
function programOf(version: SstVersion): string {
  const [major] = version.split(".");
  return join("node_modules", `sst-${major}-${process.platform}-${process.arch}`, "bin", "sst");
}

function programsIn(place: string): SstPrograms {
  return Object.fromEntries(SST_VERSIONS.map((version) => [version, join(place, programOf(version))])) as SstPrograms;
}

async function build(folder: string, workshop: string, locked: [string, LockedPackage][]): Promise<void> {
  // No longer optional: npm passes over an optional package that it cannot download, and says nothing.
  const packages = locked.map(([path, { optional, ...wanted }]) => [path, wanted] as const);
  const dependencies = Object.fromEntries(
    packages.map(([path, { name, version }]) => [basename(path), `npm:${name}@${version}`]),
  );
  const lock = { lockfileVersion: 3, packages: { "": { dependencies }, ...Object.fromEntries(packages) } };
  await mkdir(folder);
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  await writeFile(join(folder, "package-lock.json"), JSON.stringify(lock));
  const logFile = join(workshop, "log");
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const code = await npm(["ci", "--prefix", folder, ...options], logFile);
  if (code === 0) return;
  const said = (await readFile(logFile, "utf8"))
    .split("\n")
    .filter((line) => /^npm error (code|errno|network)/.test(line));
  throw new LocalAwsError(
    `npm could not download the SST CLI; check the network and npm's settings (registry, proxy, certificates); ${said.join(" | ") || "it gave no reason"}`,
  );
}

/** The npm that called us, else the one on the PATH; with the developer's own environment, for registry and proxy. */
function npm(args: string[], logFile: string): Promise<number> {
  const environment = process.env as Record<string, string>;
  const { npm_execpath: path = "" } = process.env;
  const [command, first] = basename(path) === "npm-cli.js" ? [process.execPath, [path]] : ["npm", []];
  return run(command, [...first, ...args], { environment, logFile }).catch((error) => {
    throw new LocalAwsError(`npm cannot be run: ${error.message}`);
  });
}
