import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { afterAll, expect } from "vitest";
import { stackName } from "../../../lib/infra/settings.ts";
import { VaultStack, type VaultStackProps } from "../../../lib/infra/vault-stack.ts";

const HOME = { account: "111122223333", region: "eu-central-1" };

// CDK would make one for every app and leave it behind.
const folder = mkdtempSync(join(tmpdir(), "sst-vault-synth-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** An app as `cdk.json` has it made, but without bundling the functions. */
export function newApp(): App {
  const { context } = JSON.parse(readFileSync(new URL("../../../cdk.json", import.meta.url), "utf8"));
  return new App({ context: { ...context, "aws:cdk:bundling-stacks": [] }, outdir: mkdtempSync(join(folder, "app-")) });
}

export function synthesize(props: VaultStackProps = {}): { stack: VaultStack; template: Template } {
  const stack = new VaultStack(newApp(), stackName(props.vaultName ?? "sst-vault"), { env: HOME, ...props });
  return { stack, template: Template.fromStack(stack) };
}

/** The logical id of a resource by its construct ids: `Storage/Ledger` is StorageLedger and a hash. */
export function logicalId(template: Template, prefix: string): string {
  const ids = Object.keys(template.toJSON().Resources as Resources);
  const found = ids.filter((id) => new RegExp(`^${prefix}[0-9A-F]{8}$`).test(id));
  expect(found, prefix).toHaveLength(1);
  return found[0] ?? "";
}

export interface Statement {
  Sid?: string;
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Principal?: unknown;
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** Every statement about permissions in the template, with the logical id of the resource that holds it. */
export function statements(template: Template): { holder: string; statement: Statement }[] {
  const found: { holder: string; statement: Statement }[] = [];
  const walk = (holder: string, value: unknown) => {
    if (typeof value !== "object" || value === null) return;
    if ("Statement" in value && Array.isArray(value.Statement)) {
      found.push(...value.Statement.map((statement) => ({ holder, statement })));
    } else for (const inner of Object.values(value)) walk(holder, inner);
  };
  for (const [id, { Properties }] of Object.entries(template.toJSON().Resources as Resources)) walk(id, Properties);
  return found;
}

export type Resources = Record<
  string,
  { Type: string; Properties: Record<string, unknown>; DeletionPolicy?: string; DependsOn?: string[] }
>;

export const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

/** A resource as a reader names it: `Ledger/index/by-month` for a join of the table's ARN and the rest. */
export function named(value: unknown): string {
  if (typeof value === "string") return value.replace(`${HOME.region}:${HOME.account}:`, "");
  const { "Fn::GetAtt": attribute, "Fn::Join": join, Ref: ref } = value as Record<string, unknown>;
  if (Array.isArray(join)) return (join[1] as unknown[]).map(named).join("");
  return String(Array.isArray(attribute) ? attribute[0] : ref).replace(/[0-9A-F]{8}$/, "");
}
