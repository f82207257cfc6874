import { type DefaultTreeAdapterMap, parse } from "parse5";
import { expect } from "vitest";
import type { AuditEvent, CheckReport } from "../../lib/vault/audit-api.ts";
import { sstVault } from "./month-people.ts";

/** Holds the trail in every format but JSON, and the check of it, to the events that JSON told. */
export async function everyFormat(events: AuditEvent[]): Promise<void> {
  const csv = (await sstVault("audit", "--format", "csv")).stdout.trimEnd().split("\r\n");
  expect(csv.slice(1).map((line) => line.split(",")[5])).toEqual(events.map(({ seq }) => `${seq}`));
  expect(csv.slice(1).map((line) => line.split(",")[0])).toEqual(events.map(({ time }) => time));

  const page = (await sstVault("audit", "--format", "html")).stdout;
  const document = parse(page);
  const times = new Set(attributes(document, "time", "datetime"));
  const told = events.filter(({ detail }) => detail.explains === undefined);
  expect(told.filter(({ time }) => !times.has(time)).map(({ id }) => id)).toEqual([]);
  for (const person of ["ana", "ben", "ci", "zoe"]) expect(page).toContain(`user/${person}`);

  const table = (await sstVault("audit")).stdout;
  for (const person of ["ana", "ben", "ci", "zoe"]) expect(table).toContain(`user/${person}`);
  const week = (await sstVault("audit", "shop", "--since", "8d", "--until", "2d")).stdout;
  expect(week).toContain("staging");
  expect(week).not.toMatch(/blog|prod|zoe/);

  const { code, stdout } = await sstVault("audit", "--check", "--json");
  expect(code).toBe(0);
  const report: CheckReport = JSON.parse(stdout);
  expect(report).toMatchObject({ ok: true, parameters: 5, entries: events.length, findings: [] });
}

type Node = DefaultTreeAdapterMap["node"];
function attributes(node: Node, tag: string, name: string): string[] {
  const own = "attrs" in node && node.tagName === tag ? node.attrs.filter((attr) => attr.name === name) : [];
  const children = "childNodes" in node ? node.childNodes : [];
  return [...own.map(({ value }) => value), ...children.flatMap((child) => attributes(child, tag, name))];
}
