import * as v from "valibot";
import { type ApiCall, hintOf } from "../../vault/capture/api-call.ts";
import type { Change } from "../../vault/capture/change.ts";
import { oneLine } from "../../vault/one-line.ts";
import type { Whereabouts } from "../../vault/parameter-arn.ts";
import { ORIGIN, timeTold } from "./event-origin.ts";

/** Text that a caller may choose (a user agent, a session's name): one line of bounded length, whatever they wrote. */
function line(most: number) {
  return v.pipe(
    v.string(),
    v.transform((text) => oneLine(text).slice(0, most)),
  );
}

/** A field that nothing depends on: of another shape than we know, it counts as not told. */
function told<T>(schema: v.GenericSchema<unknown, T>) {
  return v.fallback(v.nullish(schema), undefined);
}

const text = told(line(256));
const number = told(v.number());
const type = told(v.picklist(["String", "StringList", "SecureString"]));
const tier = told(v.picklist(["Standard", "Advanced", "Intelligent-Tiering"]));
const names = told(v.array(v.string()));

/**
 * "AWS API Call via CloudTrail" of a call that writes (CloudTrail user guide, record contents). Only what is
 * named here is read, so only that can be kept: no value, not even masked, and no error's message.
 */
const TrailEvent = v.object({
  source: v.literal("aws.ssm"),
  "detail-type": v.literal("AWS API Call via CloudTrail"),
  ...ORIGIN,
  detail: v.object({
    eventID: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
    eventName: v.picklist(["PutParameter", "DeleteParameter", "DeleteParameters", "LabelParameterVersion"]),
    eventTime: v.pipe(v.string(), v.isoTimestamp()),
    userIdentity: told(
      v.object({
        type: text,
        arn: told(line(2048)),
        invokedBy: text,
        sessionContext: told(v.object({ sessionIssuer: told(v.object({ arn: text })) })),
      }),
    ),
    sourceIPAddress: text,
    userAgent: text,
    requestID: text,
    errorCode: v.nullish(line(256)),
    /** Read for the ARN in it, never kept: of a call that IAM refused it is all that says what the call was about. */
    errorMessage: told(v.string()),
    requestParameters: told(
      v.object({
        name: told(v.string()),
        names,
        overwrite: told(v.boolean()),
        parameterVersion: number,
        keyId: told(line(2048)),
        type,
        tier,
      }),
    ),
    responseElements: told(v.object({ version: number, parameterVersion: number, tier, invalidParameters: names })),
  }),
});
type Detail = v.InferOutput<typeof TrailEvent>["detail"];

/** Who reads an event, and when. */
export interface Reader {
  home: Whereabouts;
  /** The role of the vault's own restore function, by which a trail's event shows its calls. */
  restoreRoleArn: string;
  now: Date;
}

/**
 * The calls that an event of a trail tells of, one for each parameter it names, with what they make one expect;
 * null where it is no such event, or names none.
 */
export function trailedChanges(json: unknown, reader: Reader): Change[] | null {
  const event = v.safeParse(TrailEvent, json);
  if (!event.success) return null;
  const { detail } = event.output;
  const named = new Set(namesIn(detail));
  if (named.size === 0) return null;
  const invalid = new Set(detail.responseElements?.invalidParameters?.map(withSlash));
  return [...named].map((name) => {
    // DeleteParameters passes over what is not there, and says so.
    const call = callOf(detail, detail.errorCode ?? (invalid.has(name) ? "ParameterNotFound" : null), reader);
    return { name, hint: hintOf(call), call };
  });
}

function namesIn({ requestParameters, errorMessage }: Detail): string[] {
  if (requestParameters?.name) return [withSlash(requestParameters.name)];
  if (requestParameters?.names) return requestParameters.names.map(withSlash);
  const [, name] = /:parameter(\/[\w.\-/]+)/.exec(errorMessage ?? "") ?? [];
  return name === undefined ? [] : [name];
}

function withSlash(name: string): string {
  const trimmed = name.trim();
  return trimmed.startsWith("/") ? trimmed : `/${trimmed}`;
}

function callOf(detail: Detail, errorCode: string | null, { restoreRoleArn, now }: Reader): ApiCall {
  const { userIdentity: identity, requestParameters: asked, responseElements: answered } = detail;
  return {
    eventId: detail.eventID,
    eventName: detail.eventName,
    time: timeTold(detail.eventTime, now),
    requestId: detail.requestID ?? null,
    caller: { type: identity?.type ?? null, arn: identity?.arn ?? null, invokedBy: identity?.invokedBy ?? null },
    sourceIp: detail.sourceIPAddress ?? null,
    userAgent: detail.userAgent ?? null,
    errorCode,
    told: withoutGaps({
      version: answered?.version,
      parameterVersion: answered?.parameterVersion ?? asked?.parameterVersion,
      overwrite: asked?.overwrite,
      tier: answered?.tier ?? asked?.tier,
      type: asked?.type,
      keyId: asked?.keyId,
    }),
    byVault: identity?.sessionContext?.sessionIssuer?.arn === restoreRoleArn ? "restore" : null,
  };
}

/** Only what was told, so that an entry lists nothing it does not know. */
function withoutGaps<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const known = Object.entries(fields).filter(([, field]) => field !== undefined && field !== null);
  return Object.fromEntries(known) as { [K in keyof T]?: NonNullable<T[K]> };
}
