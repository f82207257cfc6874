import { join } from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  LabelParameterVersionCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { type DefaultTreeAdapterMap, parse } from "parse5";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Emulator } from "../../lib/local/emulator.ts";
import { type Credentials, clientOf, makeUser } from "../../lib/local/iam.ts";
import { startLocalVault } from "../../lib/local/local-vault.ts";
import { newPassphrase, secretsFile, stateFile } from "../../lib/local/sst-files.ts";
import { STATE_BUCKET } from "../../lib/local/sst-home.ts";
import type { ListResponse } from "../../lib/vault/api.ts";
import type { AuditEvent, CheckReport } from "../../lib/vault/audit-api.ts";
import { until } from "../e2e/until.ts";
import { type Ended, runScript } from "../support/run-script.ts";

/**
 * A month of five stages in the hands of four people, under enforced IAM. Parameter Store's clock is set back,
 * and goes on from chapter to chapter; the trail must tell exactly this story, in every format.
 */
const CLI = join(import.meta.dirname, "..", "..", "bin", "vault.ts");
const DAY_SECONDS = 86_400;
const values: string[] = [];
const printed: string[] = [];
let emulator: Emulator;
let people: Record<"ana" | "ben" | "ci" | "zoe", Credentials>;

beforeAll(async () => {
  ({ emulator } = await startLocalVault({ control: true, context: { recreateWaitSeconds: "0", lagSeconds: "5" } }));
  const parameters = (below: string) => `arn:aws:ssm:us-east-1:000000000000:parameter/sst/passphrase/${below}`;
  const may = (Action: string[], Resource: string) => [{ Effect: "Allow", Action, Resource }];
  const write = ["ssm:PutParameter", "ssm:DeleteParameter", "ssm:DeleteParameters"];
  const vault = may(["lambda:InvokeFunction"], "arn:aws:lambda:us-east-1:000000000000:function:sst-vault-*");
  people = {
    ana: await makeUser(emulator, "ana", [...may(["ssm:*"], parameters("*")), ...vault]),
    ben: await makeUser(emulator, "ben", may(write, parameters("shop/*"))),
    ci: await makeUser(emulator, "ci", may(write, parameters("blog/*"))),
    zoe: await makeUser(emulator, "zoe", may(["ssm:GetParameter"], parameters("*"))),
  };
});
afterAll(() => emulator?.stop());

type Person = keyof typeof people;
const nameOf = (stage: string) => `/sst/passphrase/${stage}`;
const newValue = () => {
  const value = newPassphrase();
  values.push(value);
  return value;
};

async function itIs(daysAgo: number): Promise<void> {
  const body = JSON.stringify({ offsetSeconds: -daysAgo * DAY_SECONDS });
  const answer = await fetch(`${emulator.endpoint}/_local/clock`, { method: "POST", body });
  expect(answer.status).toBe(200);
}

/** What a person does to Parameter Store. */
function as(person: Person) {
  const ssm = new SSMClient(clientOf(emulator, people[person]));
  return {
    put: (stage: string, Value = newValue()) =>
      ssm.send(new PutParameterCommand({ Name: nameOf(stage), Value, Type: "SecureString", Overwrite: true })),
    remove: (stage: string) => ssm.send(new DeleteParameterCommand({ Name: nameOf(stage) })),
    removeAll: (...stages: string[]) => ssm.send(new DeleteParametersCommand({ Names: stages.map(nameOf) })),
    label: (stage: string) => ssm.send(new LabelParameterVersionCommand({ Name: nameOf(stage), Labels: ["good"] })),
  };
}

async function sstVault(...args: string[]): Promise<Ended> {
  const { accessKeyId, secretAccessKey } = people.ana;
  const user = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const ended = await runScript(CLI, args, { ...emulator.environment, ...user });
  printed.push(ended.stdout, ended.stderr);
  return ended;
}

async function audited(): Promise<AuditEvent[]> {
  const { code, stdout, stderr } = await sstVault("audit", "--json");
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout).events;
}

/** Waits until the trail tells of so many changes and so many calls: what comes next must not overtake it. */
const settled = (entries: number) => until(audited, (events) => events.filter(ofPeople).length >= entries, 30);
const ofPeople = ({ type }: AuditEvent) => type !== "verdict-changed";

/** An entry as one would tell it: how many days ago, what, where, who. */
function told(events: AuditEvent[]): string[] {
  return events.map(({ time, type, app, stage, actor, detail }) => {
    const daysAgo = Math.round((Date.now() - Date.parse(time)) / 1000 / DAY_SECONDS);
    const by = actor ? (actor.arn.split("/").at(-1) ?? "") : "unknown";
    const call = type === "api-call" ? ` ${detail.eventName}${detail.failed ? ` ${detail.errorCode}` : ""}` : "";
    return `${daysAgo} ${type}${call} ${app}/${stage} ${by}${actor ? ` (${actor.proof})` : ""}`;
  });
}

const MONTH = [
  "31 created shop/prod ana (ssm)",
  "31 created shop/_fallback ana (ssm)",
  "30 created blog/prod ci (ssm)",
  "28 created shop/staging ben (ssm)",
  "21 created blog/pr-7 ci (ssm)",
  "14 deleted blog/pr-7 ci (trail)",
  "10 api-call DeleteParameter AccessDenied shop/prod zoe (trail)",
  "9 api-call LabelParameterVersion shop/prod ana (trail)",
  "7 updated shop/staging ben (ssm)",
  "3 deleted blog/prod ana (trail)",
  "3 deleted shop/staging ana (trail)",
];
const TODAY = [
  "0 deleted shop/prod ben (trail)",
  "0 created shop/prod ben (ssm)",
  "0 updated shop/prod sst-vault-restore (ssm)",
  "0 restored shop/prod ana (stated)",
];

test("a month of five stages in the hands of four people is told exactly as it was, in every format", async () => {
  const right = newValue();
  const s3 = new S3Client({ ...clientOf(emulator), forcePathStyle: true });
  const files = { "app/shop/prod.json": await stateFile(right), "secret/shop/prod.json": secretsFile(right) };
  for (const [Key, Body] of Object.entries(files))
    await s3.send(new PutObjectCommand({ Bucket: STATE_BUCKET, Key, Body }));

  let entries = 0;
  // Each change is two entries: what changed, and the call that changed it.
  const chapter = async (daysAgo: number, added: number, happens: () => Promise<unknown>) => {
    await itIs(daysAgo);
    await happens();
    entries += added;
    await settled(entries);
  };
  await chapter(31, 2, () => as("ana").put("shop/prod", right));
  await chapter(31, 2, () => as("ana").put("shop/_fallback"));
  await chapter(30, 2, () => as("ci").put("blog/prod"));
  await chapter(28, 2, () => as("ben").put("shop/staging"));
  await chapter(21, 2, () => as("ci").put("blog/pr-7"));
  await chapter(14, 2, () => as("ci").remove("blog/pr-7"));
  await chapter(10, 1, () => expect(as("zoe").remove("shop/prod")).rejects.toThrow());
  await chapter(9, 1, () => as("ana").label("shop/prod"));
  await chapter(7, 2, () => as("ben").put("shop/staging"));
  await chapter(3, 4, () => as("ana").removeAll("blog/prod", "shop/staging"));
  await chapter(0, 2, () => as("ben").remove("shop/prod"));
  await chapter(0, 2, () => as("ben").put("shop/prod"));
  await until(
    async () => JSON.parse((await sstVault("list", "--json")).stdout) as ListResponse,
    ({ parameters }) => parameters.some(({ stage, verdict }) => stage === "prod" && verdict === "recoverable"),
  );
  const restored = await sstVault("restore", "shop", "prod", "--yes");
  expect(restored.code, restored.stderr).toBe(0);
  await settled(entries + 3);
  const events = await until(audited, (all) =>
    told(all).some((line) => line.endsWith("verdict-changed shop/prod unknown")),
  );

  const changes = events.filter(({ type, detail }) => type !== "verdict-changed" && detail.explains === undefined);
  expect(told(changes).toSorted(byDay)).toEqual([...MONTH, ...TODAY].toSorted(byDay));
  expect(events.map(({ time }) => time)).toEqual(events.map(({ time }) => time).toSorted());
  const calls = events.filter(({ type }) => type === "api-call");
  const explained = changes.filter(({ detail }) => detail.explainedBy !== undefined);
  expect(calls.filter(({ detail }) => detail.explains !== undefined)).toHaveLength(explained.length);
  const untold = changes.filter(({ type }) => ["created", "updated", "deleted"].includes(type));
  expect(explained.map(({ id }) => id)).toEqual(untold.map(({ id }) => id));
  expect(calls.filter(({ detail }) => detail.byVault === "restore")).toHaveLength(1);
  const verdicts = events.filter(
    ({ type, stage, app }) => type === "verdict-changed" && `${app}/${stage}` === "shop/prod",
  );
  expect(verdicts.map(({ detail }) => `${detail.from} ${detail.to}`)).toEqual([
    "unproven ok",
    "ok recoverable",
    "recoverable ok",
  ]);

  await everyFormat(events);
  const { code, stdout } = await sstVault("status");
  expect(code, stdout).toBe(0);
  for (const value of values) {
    const encoded = Buffer.from(value).toString("base64");
    expect(printed.some((text) => text.includes(value) || text.includes(encoded))).toBe(false);
  }
});

async function everyFormat(events: AuditEvent[]): Promise<void> {
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

/** Chapters in their order; what stands in the same one has none. */
function byDay(a: string, b: string): number {
  return Number(b.split(" ")[0]) - Number(a.split(" ")[0]) || a.localeCompare(b);
}
