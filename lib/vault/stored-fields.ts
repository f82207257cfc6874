import * as v from "valibot";
import { isMoment } from "./moment.ts";

/**
 * What the fields of stored rows look like. Whoever can write a table may put anything there: what does not fit makes an
 * entry of the ledger damaged and a row of the status table as good as lost, before any of it reaches a command line, a
 * message or a computation.
 */

/** A count or a number of something, small enough to compute with. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** A time as `Date.toISOString` writes it, of the years 0 to 9999. */
export const time = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/), v.check(isMoment));

export const account = v.pipe(v.string(), v.regex(/^\d{12}$/));
export const region = v.pipe(v.string(), v.regex(/^[a-z]{2,}(-[a-z0-9]+)+$/), v.maxLength(32));

/** Names as Parameter Store takes them (AWS API reference, PutParameter); app and stage are parts of one. */
export const parameterName = v.pipe(v.string(), v.regex(/^\/[\w./-]+$/), v.maxLength(1011));
export const namePart = v.nullable(v.pipe(v.string(), v.regex(/^[\w.-]+$/)));

/** The id of a recovery point (`newRecoveryPointId`). */
export const recoveryPointId = v.pipe(v.string(), v.regex(/^\d{8}T\d{6}\.\d{3}Z-\d{1,15}(-\d{1,6})?$/));

/** A name that AWS gave something, as a parameter's type. */
export const word = v.pipe(v.string(), v.regex(/^[A-Za-z]{1,64}$/));

/** SHA-256, hex. */
export const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
