import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientOf } from "../../lib/local/iam.ts";
import { secretsFile, stateFile } from "../../lib/local/sst-files.ts";
import { STATE_BUCKET } from "../../lib/local/sst-home.ts";
import type { ListResponse } from "../../lib/vault/api.ts";
import type { AuditEvent } from "../../lib/vault/audit-api.ts";
import { until } from "../e2e/until.ts";
import { everyFormat } from "./month-formats.ts";
import {
  as,
  audited,
  DAY_SECONDS,
  emulator,
  hirePeople,
  itIs,
  newValue,
  printed,
  sstVault,
  values,
} from "./month-people.ts";

/**
 * A month of five stages in the hands of four people, under enforced IAM. Parameter Store's clock is set back,
 * and goes on from chapter to chapter; the trail must tell exactly this story, in every format.
 */
beforeAll(hirePeople);
afterAll(() => emulator?.stop());

/** Waits until the trail tells of so many changes and so many calls: what comes next must not overtake it. */
const settled = (entries: number) => until(audited, (events) => events.filter(ofPeople).length >= entries);
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
    all.some(({ name, detail }) => name?.endsWith("/shop/prod") && detail.from === "recoverable" && detail.to === "ok"),
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

/** Chapters in their order; what stands in the same one has none. */
function byDay(a: string, b: string): number {
  return Number(b.split(" ")[0]) - Number(a.split(" ")[0]) || a.localeCompare(b);
}
