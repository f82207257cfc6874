import type { Cell } from "./table.ts";

/** The cells of app and stage; of a parameter of another depth its full name, which is what it is addressed by. */
export function nameCells({ app, stage, name }: { app: string | null; stage: string | null; name: string }): Cell[] {
  return [app ?? name, stage ?? ""];
}

/** The cell that tells whether Parameter Store has it. */
export function liveCell(live: boolean): Cell {
  return live ? "live" : { text: "deleted", format: "yellow" };
}
