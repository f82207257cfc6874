import { expect, test } from "vitest";
import { ALICE, auditEvent } from "../../../support/audit-samples.ts";
import { failed, runWith } from "../harness.ts";

const HEADER = "time,recordedAt,app,stage,name,seq,type,actor,proof,recoveryPoint,detail,hash";

async function csv(...events: ReturnType<typeof auditEvent>[]): Promise<string> {
  const { out, code } = await runWith({ replies: { query: { events } } }, "audit", "--format", "csv");
  expect(code).toBe(0);
  return out;
}

test("an event is a line under the header, as RFC 4180 has it", async () => {
  const actor = { arn: ALICE, proof: "trail" as const };
  const event = auditEvent({ actor, recoveryPoint: "p-1", detail: { life: 1, keyId: 'a"b' } });

  expect(await csv(event)).toBe(
    [
      HEADER,
      [
        "2026-11-22T10:00:00.000Z,2026-11-22T10:00:00.000Z,shop,dev,/sst/passphrase/shop/dev,1,created",
        `${ALICE},trail,p-1,"{""life"":1,""keyId"":""a\\""b""}",${"1".padStart(64, "0")}`,
      ].join(","),
      "",
    ].join("\r\n"),
  );
});

test("what is null is empty, and no events are the header alone", async () => {
  const line = (await csv(auditEvent({ app: null, stage: null, name: "/x" }))).split("\r\n")[1];
  expect(line).toContain(",,,/x,1,created,,,,{},");
  expect(await csv()).toBe(`${HEADER}\r\n`);
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])(
  "%j is no formula in a spreadsheet",
  async (stage) => {
    const out = await csv(auditEvent({ stage, name: "/x" }));
    const cells = [`,'${stage},/x,`, `,"'${stage}",/x,`];
    expect(cells.some((cell) => out.includes(cell))).toBe(true);
  },
);

test("separators, quotes and line breaks stay in their cell", async () => {
  const out = await csv(auditEvent({ app: 'a,"b"\nc', stage: "d", name: "/x" }));
  expect(out).toContain(',"a,""b""\nc",d,/x,');
});

test("pages are one file, with one header", async () => {
  const query = (_: object, times: number) => ({
    events: [auditEvent({ seq: times + 1, time: `2026-11-22T10:00:0${times}.000Z` })],
    ...(times < 2 && { nextToken: "more" }),
  });
  const { out } = await runWith({ replies: { query } }, "audit", "--format", "csv");
  expect(out.split("\r\n").map((line) => line.split(",")[5])).toEqual(["seq", "1", "2", "3", undefined]);
});

test("what breaks off ends with the error on stderr and its exit code", async () => {
  const query = (_: object, times: number) =>
    times === 0 ? { events: [auditEvent()], nextToken: "more" } : failed("NotAllowed", "no more");
  const { out, err, code } = await runWith({ replies: { query } }, "audit", "--format", "csv");
  expect(code).toBe(1);
  expect(out).not.toContain("no more");
  expect(err).toContain("error: no more\n");
});
