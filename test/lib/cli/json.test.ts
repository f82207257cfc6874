import * as v from "valibot";
import { expect, test } from "vitest";
import { ErrorBody } from "../../../lib/vault/answer.ts";
import {
  HistoryResponse,
  ListResponse,
  RestoreResponse,
  StatusResponse,
  SweepResponse,
  VerifyResponse,
} from "../../../lib/vault/api.ts";
import { AuditEvent, CheckReport } from "../../../lib/vault/audit-api.ts";
import { auditEvent } from "../../support/audit-samples.ts";
import { failed, parameter, point, restoreAnswer, runWith, verifyResult } from "./harness.ts";

const healthy = { healthy: true, checks: [{ name: "sweep", ok: true, detail: "an hour ago" }] };
const history = { parameter: parameter("my-app", "production"), recoveryPoints: [point()] };
const query = ({ op }: Record<string, unknown>) =>
  ({ status: healthy, history, audit: { events: [auditEvent()] }, chain: { rows: [] } })[String(op)] ?? {
    parameters: [parameter("my-app", "production")],
  };
const replies = {
  query,
  sweep: { parameters: 3, enqueued: 1 },
  verify: { results: [verifyResult("my-app", "production")] },
  restore: restoreAnswer("unchanged", { recoveryPoint: point().id }),
};

test.each([
  { argv: ["list"], schema: ListResponse },
  { argv: ["history", "my-app", "production"], schema: HistoryResponse },
  { argv: ["status"], schema: StatusResponse },
  { argv: ["sweep"], schema: SweepResponse },
  { argv: ["audit"], schema: v.object({ events: v.array(AuditEvent) }) },
  { argv: ["audit", "--check"], schema: CheckReport },
  { argv: ["verify"], schema: VerifyResponse },
  { argv: ["verify", "my-app", "production"], schema: VerifyResponse },
  { argv: ["restore", "--all"], schema: v.object({ results: v.array(RestoreResponse) }) },
  { argv: ["restore", "my-app", "production"], schema: RestoreResponse },
])("$argv.0 --json prints the contract's shape, and nothing else on stdout", async ({ argv, schema }) => {
  const { code, out } = await runWith({ replies }, ...argv, "--json");

  expect(code).toBe(0);
  expect(v.safeParse(schema as v.GenericSchema, JSON.parse(out)).issues).toBeUndefined();
});

test("list reads every page and sorts all of them by name", async () => {
  const pages = [
    { parameters: [parameter("b", "two")], nextToken: "t1" },
    { parameters: [parameter("c", "three")], nextToken: "t2" },
    { parameters: [parameter("a", "one")] },
  ];
  const query = (_request: object, times: number) => pages[times] ?? {};

  const { out, err, asked } = await runWith({ replies: { query } }, "list", "--app", "x", "--deleted", "--json");

  expect(JSON.parse(out).parameters.map(({ app }: { app: string }) => app)).toEqual(["a", "b", "c"]);
  expect(asked.map(({ request }) => request)).toEqual([
    { op: "list", app: "x", deleted: true },
    { op: "list", app: "x", deleted: true, nextToken: "t1" },
    { op: "list", app: "x", deleted: true, nextToken: "t2" },
  ]);
  expect(err).toContain("2 read, there are more");
});

test("history puts its pages together", async () => {
  const pages = [
    { ...history, nextToken: "t1" },
    { ...history, recoveryPoints: [point({ id: "20261101T000000.000Z-1" })] },
  ];
  const query = (_request: object, times: number) => pages[times] ?? {};

  const { out } = await runWith({ replies: { query } }, "history", "my-app", "production", "--json");

  const { recoveryPoints, nextToken } = JSON.parse(out);
  expect(recoveryPoints.map(({ id }: { id: string }) => id)).toEqual([point().id, "20261101T000000.000Z-1"]);
  expect(nextToken).toBeUndefined();
});

test("history is newest first across its pages, which are in the ledger's order", async () => {
  const [old, found, same, now] = [
    point({ id: "20261101T000000.000Z-1", parameterVersion: 1 }),
    // What a sweep finds stands late in the ledger, however old it is.
    point({ id: "20261102T000000.000Z-2", parameterVersion: 2, source: "sweep" }),
    point({ id: "20261103T000000.000Z-9", parameterVersion: 9 }),
    point({ id: "20261103T000000.000Z-10", parameterVersion: 10 }),
  ];
  const pages = [
    { ...history, recoveryPoints: [now, found], nextToken: "t1" },
    { ...history, recoveryPoints: [same, old] },
  ];
  const query = (_request: object, times: number) => pages[times] ?? {};

  const { out } = await runWith({ replies: { query } }, "history", "my-app", "production", "--json");

  expect(JSON.parse(out).recoveryPoints).toEqual([now, same, found, old]);
});

test("list --verdict keeps only those of that verdict", async () => {
  const parameters = [parameter("a", "x"), parameter("b", "x", { verdict: "recoverable", stale: true })];

  const { out } = await runWith({ replies: { query: { parameters } } }, "list", "--verdict", "recoverable", "--json");

  expect(JSON.parse(out).parameters).toMatchObject([{ app: "b", verdict: "recoverable", stale: true }]);
});

test.each([
  { what: "a function's error", argv: ["list"], code: 3, expected: "NotFound" },
  { what: "an unknown command", argv: ["lsit"], code: 2, expected: "BadRequest" },
  { what: "no command", argv: [], code: 2, expected: "BadRequest" },
  { what: "an unknown option", argv: ["list", "--nope"], code: 2, expected: "BadRequest" },
  { what: "a missing operand", argv: ["history"], code: 2, expected: "BadRequest" },
])("$what is told as JSON on stdout", async ({ argv, code, expected }) => {
  const query = failed("NotFound", "no such thing", "look elsewhere");

  const ran = await runWith({ replies: { query } }, ...argv, "--json");

  expect(ran.code).toBe(code);
  const { error } = v.parse(v.strictObject({ error: ErrorBody }), JSON.parse(ran.out));
  expect(error.code).toBe(expected);
});
