import { VaultError } from "../../vault/errors.ts";
import { quoted } from "../../vault/plain.ts";
import type { Context } from "../context.ts";
import { readParameters } from "../parameters.ts";
import { isOne, type Scope } from "./request.ts";

/**
 * Of an app that nobody knows no event is told, as of one to which nothing happened: the vault's functions take any
 * name of an app. A name that was mistyped must not pass for a quiet one.
 * @param everTold whether the ledger tells of it at another time: its row of the status table may be gone
 * @throws VaultError `NotFound`
 */
export async function refuseUnknownApp(
  context: Context,
  scope: Scope,
  everTold: () => Promise<boolean>,
): Promise<void> {
  const { app } = scope;
  if (app === undefined || isOne(scope)) return;
  const { parameters } = await readParameters(context, { app });
  if (parameters.length === 0 && !(await everTold())) throw unknown("app", app);
}

/** The error for what the vault never saw. */
export function unknown(what: "app" | "parameter", name: string): VaultError {
  const message = `the vault knows no ${what} ${quoted(name)}`;
  return new VaultError("NotFound", message, "npx sst-vault list shows what is protected");
}
