import { said } from "./run-folder.ts";

/**
 * Notes the message of every error that code makes from now on, also of those that are caught or expected.
 *
 * `Error` itself is replaced, which our own errors extend. What the engine throws by itself escapes, and so do the SDK's
 * errors, which get their messages later: those may quote what they were given.
 */
export function noteErrors(here: string): void {
  const noted = new Set<string>();
  const make = (target: ErrorConstructor, args: unknown[], newTarget: typeof Function.prototype): Error => {
    const error: Error = Reflect.construct(target, args, newTarget);
    Error.captureStackTrace(error, make); // as if we had not been there
    if (!noted.has(error.message)) said("thrown", `an error made in ${here}`, error.message);
    noted.add(error.message);
    return error;
  };
  globalThis.Error = new Proxy(Error, { construct: make, apply: (target, _, args) => make(target, args, target) });
}
