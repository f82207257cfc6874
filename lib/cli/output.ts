import type { ErrorBody } from "../vault/answer.ts";
import { exitCodeOf } from "./exit-codes.ts";
import { asVaultError, ToldFailure } from "./failure.ts";
import type { Io } from "./io.ts";

/** A write per page rather than per line. */
const AT_ONCE = 64 * 1024;

/** The same text in fewer, larger pieces; where it breaks off, all that came before. */
export async function* inBulk(pieces: AsyncIterable<string>): AsyncGenerator<string, void> {
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
