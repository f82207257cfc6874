import { extname } from "node:path";
import { VaultError } from "../../vault/errors.ts";
import { quoted } from "../../vault/plain.ts";
import { isAppName, parseTarget } from "../target.ts";
import { parseTime } from "../time.ts";

export const FORMATS = ["table", "json", "csv", "html"] as const;
type Format = (typeof FORMATS)[number];

/** What an audit is about: one parameter, an app, or everything. As `<vault>-query` takes it. */
export interface Scope {
  app?: string;
  stage?: string;
  name?: string;
}

/** What commander makes of the options. */
export interface AuditOptions {
  since?: string;
  until?: string;
  format?: Format;
  output?: string;
  check?: boolean;
  heads?: string;
}

/** What is to be told, in which way, and where. */
export interface AuditRequest {
  scope: Scope;
  span: { since?: string; until?: string };
  format: Format;
  output: string | null;
  /** The chains are checked: by a report always, else instead of telling the trail. */
  check: boolean;
  /** The file of an earlier check's report. */
  heads: string | null;
}

/**
 * The audit that operands and options ask for. `json` is the global option.
 * @throws VaultError `BadRequest`
 */
export function parseAudit(operands: string[], options: AuditOptions, json: boolean, now: Date): AuditRequest {
  const { heads = null } = options;
  const output = options.output === undefined || options.output === "-" ? null : options.output;
  const checks = options.check === true || heads !== null;
  const format = options.format ?? (json ? "json" : formatOf(output));
  const check = checks || format === "html";
  const span = parseSpan(options, now);
  if (json && format !== "json") throw usage(`--json and --format ${format} exclude each other`, "give one of the two");
  if (check && format === "csv") {
    throw usage(
      "a check has no rows for a CSV file",
      "--format json or table tells its result, html the trail as well",
    );
  }
  if (check && format !== "html" && Object.keys(span).length > 0) {
    const hint = "leave out --since and --until; --format html shows a check beside the trail of a time";
    throw usage("a chain is checked from its first entry to its last", hint);
  }
  if (output === "") throw usage("--output needs the name of a file", "leave it out for stdout");
  return { scope: parseScope(operands), span, format, output, check, heads };
}

const FORMAT_OF_ENDING: Readonly<Record<string, Format>> = {
  "": "table",
  ".txt": "table",
  ".json": "json",
  ".csv": "csv",
  ".html": "html",
};

/**
 * The format that a file's name promises; a table if the name has no ending.
 * @throws VaultError `BadRequest` for an ending of another format: a table in `trail.xlsx` would mislead
 */
function formatOf(output: string | null): Format {
  const ending = extname(output ?? "").toLowerCase();
  const format = Object.hasOwn(FORMAT_OF_ENDING, ending) ? FORMAT_OF_ENDING[ending] : undefined;
  if (format !== undefined) return format;
  throw usage(
    `--output ${quoted(output ?? "")} has an ending of no format`,
    "use .txt, .json, .csv or .html, or give --format",
  );
}

/** Whether it is about one parameter. */
export function isOne({ stage, name }: Scope): boolean {
  return stage !== undefined || name !== undefined;
}

/** The words that say the same scope again in a command. */
export function scopeWords({ app, stage, name }: Scope): string[] {
  return [app, stage, name].filter((word) => word !== undefined);
}

function parseScope(operands: string[]): Scope {
  const [app, stage] = operands;
  if (app === undefined) return {};
  if (stage === undefined && isAppName(app)) return { app };
  return parseTarget(operands);
}

function parseSpan({ since, until }: AuditOptions, now: Date): AuditRequest["span"] {
  const span = {
    ...(since !== undefined && { since: parseTime(since, now, "since") }),
    ...(until !== undefined && { until: parseTime(until, now, "until") }),
  };
  if (span.since !== undefined && span.until !== undefined && span.since > span.until) {
    throw usage(`--since ${quoted(since ?? "")} is after --until ${quoted(until ?? "")}`, "exchange the two");
  }
  return span;
}

function usage(message: string, hint: string): VaultError {
  return new VaultError("BadRequest", message, hint);
}
