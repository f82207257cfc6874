import { randomUUID } from "node:crypto";
import { mkdirSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { onExit } from "./on-exit.ts";

/** A folder that is gone when this process is, however it ends. */
export interface TemporaryFolder {
  path: string;
  /** Deletes it now. Calling it again does nothing. */
  remove(): void;
}

/** Makes one below `parent`. Its deletion is promised before it is made, so no Ctrl-C falls in between. */
export function temporaryFolder(parent: string, prefix: string): TemporaryFolder {
  const path = join(realpathSync(parent), prefix + randomUUID());
  const tidy = () => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  const forget = onExit(tidy);
  mkdirSync(path, { mode: 0o700 });
  const remove = () => {
    tidy();
    forget();
  };
  return { path, remove };
}
