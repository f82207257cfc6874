import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { LocalAwsError } from "./local-aws-error.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const UNFINISHED = "installing-";
const ONE_HOUR = 3_600_000;

/** Something that is downloaded once for a machine and kept in the user's cache. */
export interface CachedInstall {
  /** The name of its folder in the cache: what it is, its version, the platform. */
  name: string;
  /** What people call it. */
  title: string;
  /** The pinned list of what is in it. An installation made of another list is replaced. */
  contents: string;
  /** A file in it that must exist. */
  program: string;
}

/** The folder of a complete installation in the cache, else undefined. Downloads nothing. */
export function findInstalled({ name, contents, program }: CachedInstall): string | undefined {
  const place = join(cacheFolder(), name);
  // existsSync follows the link to the system's Python, which an upgrade may have removed.
  if (!existsSync(join(place, program)) || !existsSync(markerOf(place))) return undefined;
  return readFileSync(markerOf(place), "utf8") === contents ? place : undefined;
}

/**
 * Gives the folder of an installation in the cache. Where it is missing, `build` makes it in the given folder, inside a workshop
 * that it may use for its own files.
 *
 * The installation is built beside its place and moved there when it is complete. So several processes may install at once: the
 * first one wins, and a process that is killed leaves nothing that could be taken for an installation.
 */
export async function installOnce(
  install: CachedInstall,
  build: (folder: string, workshop: string) => Promise<void>,
): Promise<string> {
  const found = findInstalled(install);
  if (found) return found;
  const cache = cacheFolder();
  await makeCache(cache);
  const workshop = temporaryFolder(cache, UNFINISHED);
  try {
    const folder = join(workshop.path, "built");
    await build(folder, workshop.path);
    await writeFile(markerOf(folder), install.contents);
    return await moveFrom(folder, workshop.path, install);
  } finally {
    workshop.remove();
  }
}

function cacheFolder(): string {
  const { SST_VAULT_CACHE, XDG_CACHE_HOME } = process.env;
  return SST_VAULT_CACHE || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "sst-vault");
}

const markerOf = (place: string) => join(place, "complete");

async function makeCache(cache: string): Promise<void> {
  try {
    await mkdir(cache, { recursive: true });
  } catch (error) {
    throw new LocalAwsError(`cannot write ${cache}; set SST_VAULT_CACHE to a folder of yours`, { cause: error });
  }
  for (const name of await readdir(cache)) {
    const folder = join(cache, name);
    // What a killed process left. Judged by age: a process in another container with the same home may still use it.
    const left = name.startsWith(UNFINISHED) && (await stat(folder).catch(() => undefined));
    if (left && Date.now() - left.mtimeMs > ONE_HOUR) await rm(folder, { recursive: true, force: true });
  }
}

async function moveFrom(folder: string, workshop: string, install: CachedInstall): Promise<string> {
  const place = join(cacheFolder(), install.name);
  for (const broken of ["broken-1", "broken-2", "broken-3"]) {
    try {
      await rename(folder, place);
      return place;
    } catch {
      // Something is there: another process was faster, or a broken installation must make way.
      if (findInstalled(install)) return place;
      await rename(place, join(workshop, broken)).catch(() => undefined);
    }
  }
  throw new LocalAwsError(`cannot put ${install.title} into ${place}; delete that folder and try again`);
}
