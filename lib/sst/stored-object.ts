import { promisify } from "node:util";
import { gunzip } from "node:zlib";

/**
 * The largest file that is read, as stored and decompressed: twice the largest states people report. Parsing that much
 * takes some 200 MB more for a moment. A larger object need not even be downloaded.
 */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** Larger steps than zlib's 16 KiB: the cap is reached in a hundred turns of the event loop instead of thousands. */
const CHUNK_BYTES = 512 * 1024;

/**
 * What a stored object holds: `plain` as it is, `gzip` decompressed, `damaged` where it begins as gzip does and is none,
 * `too-large` where it is over the cap, in which case no more than the cap was decompressed.
 */
export type StoredObject = { kind: "plain" | "gzip"; bytes: Buffer } | { kind: "damaged" } | { kind: "too-large" };

/**
 * Undoes what `state.compress` does. SST tells gzip by its first two bytes, whatever the object's metadata say
 * (sst/pkg/project/provider/compress.go), and writes every object of a compressed stage so, encrypted ones too.
 */
export async function readStoredObject(stored: Buffer): Promise<StoredObject> {
  if (stored.length > MAX_FILE_BYTES) return { kind: "too-large" };
  if (stored[0] !== 0x1f || stored[1] !== 0x8b) return { kind: "plain", bytes: stored };
  try {
    const bytes = await decompress(stored, { maxOutputLength: MAX_FILE_BYTES, chunkSize: CHUNK_BYTES });
    return { kind: "gzip", bytes };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return { kind: code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : "damaged" };
  }
}

/** Runs off the main thread. */
const decompress = promisify(gunzip);
