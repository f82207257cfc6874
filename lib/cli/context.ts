import type { Invoke } from "../aws/invoke/invoke.ts";
import { plain } from "../vault/plain.ts";
import type { Clock } from "../vault/ports.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";
import type { Style } from "./render/style.ts";

/** The way to one vault: its functions, and who AWS takes the caller for (null where that cannot be told). */
interface Connection {
  invoke: Invoke;
  callerArn: () => Promise<string | null>;
}

/** What the CLI needs of the world. */
export interface CliPorts {
  io: Io;
  clock: Clock;
  /** Sets up the way to the vault; asks AWS nothing before it is used. */
  connect: (options: GlobalOptions, note: (text: string) => void) => Connection;
  newRequestId: () => string;
}

/** What a running command has at hand. */
export interface Context extends CliPorts {
  options: GlobalOptions;
  style: Style;
  /** Calls the vault's function of that short name: `query`, `restore:force`. */
  ask: Invoke;
  callerArn: Connection["callerArn"];
}

/** What a command runs with, once its global options are known. */
export function openContext(ports: CliPorts, options: GlobalOptions, style: Style): Context {
  const { invoke, callerArn } = ports.connect(options, (text) => ports.io.err(`note: ${plain(text)}\n`));
  const ask: Invoke = (name, request, schema) => invoke(`${options.vault}-${name}`, request, schema);
  return { ...ports, options, style, ask, callerArn };
}
