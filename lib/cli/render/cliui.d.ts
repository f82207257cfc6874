/** What we use of cliui, which comes without types. */
declare module "cliui" {
  export interface ColumnText {
    text: string;
    width: number;
    /** Top, right, bottom, left. */
    padding?: number[];
    align?: "right" | "center";
  }
  export default function cliui(options: { width: number; wrap: boolean }): {
    /** Adds a row. */
    div(...columns: ColumnText[]): void;
    toString(): string;
  };
}
