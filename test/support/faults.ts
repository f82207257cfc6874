import { localAws } from "./local-aws.ts";

/** Which calls a fault of the local AWS hits (lib/local/launcher/control.py). */
interface Target {
  service: string;
  action: string;
  /** Only calls whose path or body contains this: the local AWS is shared, and another test file's call might be hit. */
  matching: string;
}

/** How the calls fail: with an error of that name, or the whole answer. */
export type Failure = {
  /** How many calls. @default 1 */
  times?: number;
  /** The HTTP status. @default 400 */
  status?: number;
  /** The call does its work, and only its answer is lost. @default false */
  after?: boolean;
} & ({ error: string } | { answer: object });

/** Makes the next matching calls fail. */
export async function seedFault(fault: Target & Failure): Promise<void> {
  const response = await fetch(`${localAws().endpoint}/_local/faults`, { method: "POST", body: JSON.stringify(fault) });
  if (!response.ok) throw new Error(`the local AWS takes no such fault: ${response.status}`);
}
