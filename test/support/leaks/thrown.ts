import { said } from "./run-folder.ts";

/**
 * Notes the message of every error that code makes from now on, also of those that are caught or expected.
 *
 * `Error` itself is replaced, which our own errors extend. What the engine throws by itself escapes, and so do the SDK's
 * errors, which get their messages later: those may quote what they were given.
 */
export function noteErrors(here: string): void {
  const noted = new Set<string>();
  const note = (error: Error, above: typeof Function.prototype): Error => {
    Error.captureStackTrace(error, above); // as it would be without us: a failing test is shown by where it begins
    if (!noted.has(error.message)) said("thrown", `an error made in ${here}`, error.message);
    noted.add(error.message);
    return error;
  };
  const construct = (target: ErrorConstructor, args: [string?], made: typeof Function.prototype): Error =>
    note(Reflect.construct(target, args, made), made === witnessed ? construct : made);
  const apply = (target: ErrorConstructor, _: unknown, args: [string?]) => note(target(...args), apply);
  const witnessed = new Proxy(Error, { construct, apply });
  globalThis.Error = witnessed;
}
