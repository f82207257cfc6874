import { randomUUID } from "node:crypto";
import { open, readlink, realpath, rename, stat, unlink } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { VaultError } from "../vault/errors.ts";
import { quoted } from "../vault/plain.ts";
import { inBulk } from "./output.ts";

/**
 * Writes a file whole or not at all: what was there before stays until the new one is complete, and who may read it
 * is who might before. What is no regular file (a device, a pipe) is written to as it stands.
 * @throws VaultError `BadRequest` saying what is wrong with the path
 */
export async function writeWhole(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const cannot = cannotWrite(path);
  const there = await stat(path).catch((error: NodeJS.ErrnoException) =>
    error.code === "ENOENT" ? null : cannot(error),
  );
  if (there?.isDirectory())
    throw new VaultError("BadRequest", `--output ${quoted(path)} is a directory`, "name a file");
  if (there && !there.isFile()) return write(path, { file: path, flags: "w", mode: null }, pieces);
  const target = await targetOf(path).catch(cannot);
  const beside = `${target}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await write(path, { file: beside, flags: "wx", mode: there && there.mode & 0o777 }, pieces);
    await rename(beside, target).catch(cannot);
  } catch (error) {
    await unlink(beside).catch(() => {});
    throw error;
  }
}

/** Where a link leads, also one to a file that is not there yet: it stays a link, and what it leads to is replaced. */
async function targetOf(path: string): Promise<string> {
  const link = await readlink(path).catch(() => null);
  return link === null ? path : targetOf(resolve(await realpath(dirname(path)), link));
}

interface Written {
  file: string;
  flags: "w" | "wx";
  /** Who may do what with it; null for as usual. */
  mode: number | null;
}

async function write(path: string, { file, flags, mode }: Written, pieces: AsyncIterable<string>): Promise<void> {
  const cannot = cannotWrite(path);
  const handle = await open(file, flags, mode ?? undefined).catch(cannot);
  try {
    // The process's mask may have taken rights away, and never gives any.
    if (mode !== null) await handle.chmod(mode).catch(cannot);
    for await (const piece of inBulk(pieces)) await handle.appendFile(piece).catch(cannot);
  } finally {
    await handle.close();
  }
}

const REASONS: Record<string, string> = {
  ENOENT: "its directory does not exist",
  ENOTDIR: "its directory is none",
  EACCES: "there is no right to write there",
  EPERM: "there is no right to write there",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  ENAMETOOLONG: "its name is too long",
  ELOOP: "its links lead in a circle",
};

function cannotWrite(path: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    const reason = REASONS[error.code ?? ""] ?? `the system says ${error.code}`;
    const message = `--output ${quoted(path)} cannot be written: ${reason}`;
    const hint = "name a file where you may write; without --output the result goes to stdout";
    throw new VaultError("BadRequest", message, hint, { cause: error });
  };
}
