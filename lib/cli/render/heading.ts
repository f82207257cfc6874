import { plain } from "../../vault/plain.ts";

/** The first line of every table: where this comes from. */
export function heading({ account, region }: { account: string; region: string }): string {
  return `account ${plain(account)}, region ${plain(region)}\n`;
}
