import type { ReportInput } from "../report-input.ts";
import { html } from "./markup.ts";
import { reportOf } from "./report.ts";
import { coverage } from "./sections/coverage.ts";
import { glossary } from "./sections/glossary.ts";
import { integrity } from "./sections/integrity.ts";
import { limits } from "./sections/limits.ts";
import { masthead } from "./sections/masthead.ts";
import { peopleTable } from "./sections/people-table.ts";
import { summary } from "./sections/summary.ts";
import { timeline } from "./sections/timeline.ts";
import { stylesheet } from "./stylesheet.ts";

/** No script, nothing loaded, nothing sent: what the page shows is what it holds. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The report as one self-contained page, the answers first. */
export function auditPage(input: ReportInput): string {
  const report = reportOf(input);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Audit report: SST passphrases of ${input.account}, ${input.region}</title>
<style>
${stylesheet()}</style>
</head>
<body>
${masthead(input)}
<main>
${summary(report)}
${coverage(report)}
${peopleTable(report)}
${timeline(report)}
${integrity(report)}
${limits()}
${glossary()}
</main>
</body>
</html>
`.toString();
}
