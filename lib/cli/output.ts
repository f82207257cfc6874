import { randomUUID } from "node:crypto";
import { open, realpath, rename, stat, unlink } from "node:fs/promises";
import type { ErrorBody } from "../vault/api.ts";
import { VaultError } from "../vault/errors.ts";
import { exitCodeOf } from "./exit-codes.ts";
import { asVaultError, ToldFailure } from "./failure.ts";
import type { Io } from "./io.ts";
import { quoted } from "./render/plain.ts";

/** A write per page rather than per line. */
const AT_ONCE = 64 * 1024;

/** The same text in fewer, larger pieces; where it breaks off, all that came before. */
async function* inBulk(pieces: AsyncIterable<string>): AsyncGenerator<string, void> {
  let text = "";
  try {
    for await (const piece of pieces) {
      text += piece;
      if (text.length < AT_ONCE) continue;
      yield text;
      text = "";
    }
  } catch (error) {
    if (text !== "") yield text;
    throw error;
  }
  if (text !== "") yield text;
}

/**
 * Writes a result to stdout, piece by piece, as fast as it is read there and no longer than it is.
 * @param brokenOff what follows the pieces before a failure, so that what reads them can tell
 */
export async function writeOut(
  io: Io,
  pieces: AsyncIterable<string>,
  brokenOff: ((error: ErrorBody) => string) | null,
): Promise<void> {
  let begun = false;
  try {
    for await (const piece of inBulk(pieces)) {
      io.out(piece);
      begun = true;
      if (!(await io.drained())) return;
    }
  } catch (error) {
    if (!begun || !brokenOff) throw error;
    const told = asVaultError(io, error);
    io.out(brokenOff({ code: told.code, message: told.message, hint: told.hint }));
    throw new ToldFailure(exitCodeOf(told.code), { cause: error });
  }
}

/**
 * Writes a file whole or not at all: what was there before stays until the new one is complete. What is no
 * regular file (a device, a pipe) is written to as it stands.
 * @throws VaultError `BadRequest` saying what is wrong with the path
 */
export async function writeWhole(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const there = await stat(path).catch(() => null);
  if (there && !there.isFile() && !there.isDirectory()) return write(path, path, "w", pieces);
  if (there?.isDirectory())
    throw new VaultError("BadRequest", `--output ${quoted(path)} is a directory`, "name a file");
  // A link stays one: what it points to is replaced.
  const target = there ? await realpath(path) : path;
  const beside = `${target}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await write(path, beside, "wx", pieces);
    await rename(beside, target).catch(cannotWrite(path));
  } catch (error) {
    await unlink(beside).catch(() => {});
    throw error;
  }
}

async function write(path: string, file: string, flags: "w" | "wx", pieces: AsyncIterable<string>): Promise<void> {
  const handle = await open(file, flags).catch(cannotWrite(path));
  try {
    for await (const piece of inBulk(pieces)) await handle.appendFile(piece).catch(cannotWrite(path));
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
};

function cannotWrite(path: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    const reason = REASONS[error.code ?? ""] ?? `the system says ${error.code}`;
    throw new VaultError("BadRequest", `--output ${quoted(path)} cannot be written: ${reason}`, null, { cause: error });
  };
}
