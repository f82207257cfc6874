import type { ChainRow } from "../audit-api.ts";
import { VaultError } from "../errors.ts";
import { nameInArn, type Whereabouts } from "../parameter-arn.ts";
import { parseBody, type WrittenEntry } from "./ledger.ts";

/**
 * The entry of a row, or why the row is not the entry it stands for. `newer`: it calls itself newer than this code, as
 * anybody can make it do; that is so if its hash fits.
 */
export type Placed = { entry: WrittenEntry } | { code: "newer" | "unreadable" | "misplaced"; problem: string };

/** Reads the body of a row and holds it to the row's own key: a body says nothing of any other place. Never throws. */
export function placedEntry(home: Whereabouts, row: Pick<ChainRow, "parameter" | "seq" | "body">): Placed {
  const read = readBody(row);
  if ("problem" in read) return read;
  const { seq, name, account, region } = read.entry;
  if (name !== nameInArn(home, row.parameter) || account !== home.account || region !== home.region) {
    return { code: "misplaced", problem: `holds entry ${seq} of ${name} (account ${account}, region ${region})` };
  }
  return seq === row.seq ? read : { code: "misplaced", problem: `holds what was written as entry ${seq}` };
}

function readBody({ parameter, body }: Pick<ChainRow, "parameter" | "body">): Placed {
  try {
    return { entry: parseBody(parameter, body) };
  } catch (error) {
    const newer = error instanceof VaultError && error.code === "UpgradeNeeded";
    return newer
      ? { code: "newer", problem: "is of a newer vault: check it with the newest version" }
      : { code: "unreadable", problem: "cannot be read" };
  }
}

/** Where the index by month must file an entry, so that the trail of all parameters shows it. */
export function filing({ time, seq }: Pick<WrittenEntry, "time" | "seq">): { month: string; moment: string } {
  return { month: time.slice(0, "YYYY-MM".length), moment: `${time}#${String(seq).padStart(10, "0")}` };
}
