import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator } from "../../../lib/local/emulator.ts";

/** The process group of a running emulator, which its launcher leads. */
export async function groupOf({ endpoint }: Pick<Emulator, "endpoint">): Promise<number> {
  return Number(await (await fetch(`${endpoint}/_local/pid`)).text());
}

/** The commands that run in a process group; the dead who wait to be reaped do not count. */
export function membersOf(group: number): string[] {
  return running((line) => line.startsWith(`${group} `));
}

/** The commands that run anywhere and have this text in their command line. */
export function mentioning(text: string): string[] {
  return running((line) => line.includes(text));
}

/** Asks again until the answer is empty, for at most half a minute; gives the last answer. */
export async function untilNone(ask: () => string[]): Promise<string[]> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline && ask().length > 0; ) await sleep(20);
  return ask();
}

function running(matches: (line: string) => boolean): string[] {
  const lines = execFileSync("ps", ["-A", "-o", "pgid=,stat=,args="], { encoding: "utf8" }).split("\n");
  return lines.map((line) => line.trim()).filter((line) => matches(line) && !/^\d+ Z/.test(line));
}
