import type { ChainRow } from "../../../../lib/vault/audit-api.ts";
import { protectedParameter } from "../../../../lib/vault/parameter.ts";
import { chainOf } from "../../../support/tampering.ts";
import { ACCOUNT, failed, parameter, REGION, runWith } from "../harness.ts";

const home = { partition: "aws", account: ACCOUNT, region: REGION, prefix: "/sst/passphrase/" };
export const rowsOf = (app: string, stage: string, entries: number) =>
  chainOf(protectedParameter(home, `/sst/passphrase/${app}/${stage}`), entries);
export const dev = rowsOf("shop", "dev", 4);
export const prod = rowsOf("shop", "prod", 3);
export const [devName, prodName] = ["/sst/passphrase/shop/dev", "/sst/passphrase/shop/prod"];
export const listed = [parameter("shop", "dev", { entries: 4 }), parameter("shop", "prod", { entries: 3 })];

export type Asked = Record<string, unknown>;

/** A vault with those rows, on pages of so many. `later` are the rows as they are from the second walk on. */
export function vault(rows: ChainRow[], { parameters = listed, later = rows, size = 100 } = {}) {
  let walks = 0;
  return (asked: Asked) => {
    if (asked.op === "list") return { parameters };
    if (asked.op === "audit") return { events: [] };
    const start = Number(asked.nextToken ?? 0);
    if (start === 0) walks++;
    const name = asked.name ?? (asked.stage === undefined ? null : `/sst/passphrase/${asked.app}/${asked.stage}`);
    if (typeof name === "string" && !name.startsWith(home.prefix)) return failed("BadRequest", "no such name");
    const all = (walks === 1 ? rows : later).filter(
      (row) => name === null || row.parameter.endsWith(`parameter${name}`),
    );
    const next = start + size < all.length ? { nextToken: String(start + size) } : {};
    return { rows: all.slice(start, start + size), ...next };
  };
}

export const check = (query: ReturnType<typeof vault>, ...argv: string[]) =>
  runWith({ replies: { query } }, "audit", "--check", ...argv);
