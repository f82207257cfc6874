import type { ReportInput } from "../report-input.ts";
import { html } from "./markup.ts";

/** The report as one self-contained page: no script, nothing from outside, everything foreign escaped. */
export function auditPage({ account, region }: ReportInput): string {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Audit report ${account} ${region}</title></head>
<body><h1>Audit report</h1></body>
</html>
`.toString();
}
