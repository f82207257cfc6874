import type { LocalVault } from "../../lib/local/local-vault.ts";

/** What all measurements run on: a local AWS with the real stack deployed. */
export type Scene = LocalVault;
