import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AuditEvent, EntryType } from "../../../../lib/vault/audit-api.ts";
import { auditEvent } from "../../../support/audit-samples.ts";
import { runWith } from "../harness.ts";
import { lines, readPage, reportOn } from "./html/read-page.ts";

/** All that the table or the page looks at in an entry's detail. */
const KEYS = ["reason", "cause", "statedReason", "ask", "eventName", "sourceIp", "userAgent", "identityType"].concat(
  ["errorCode", "from", "to", "type", "tier", "keyId", "parameterVersion", "life", "recoveryPoint", "replaced"],
  ["warnings", "source", "observed", "failed", "more", "byVault", "beforeVault", "invokedBy", "explainedBy"],
);
/** What no text can be made of, and names that every object has. */
const TRAPS: unknown[] = [
  { toString: 1 },
  { toString: null, valueOf: {} },
  [{ toString: 1 }],
  "constructor",
  "__proto__",
  true,
];
const VALUE = fc.oneof(fc.constantFrom(...TRAPS), fc.jsonValue());
const DETAIL = fc.record(Object.fromEntries(KEYS.map((key) => [key, VALUE])), { requiredKeys: [] });
const TIME = fc.oneof(fc.constantFrom("", "9999-12-31T00:00:00.000Z", "+275760-09-13T00:00:00.000Z"), fc.string());

const types = fc.constantFrom(...EntryType.options);
const ofDetail = fc.record({ type: types, detail: DETAIL });
const ofTime = fc.record({ type: types, time: TIME, recordedAt: TIME });

/** What people see of events, in the table and on the page; and the page itself is whole. */
async function told(events: AuditEvent[]): Promise<string> {
  const { code, out, err } = await runWith({ replies: { query: { events } } }, "audit");
  expect(code, err).toBe(0);
  const report = reportOn(...events);
  const page = readPage({ ...report, filter: { ...report.filter, since: null } });
  const attributes = page.within.flatMap((element) => Object.values(element.attributes)).join("\n");
  return out + err + attributes + lines(page).join("\n");
}

describe("what somebody wrote past the vault ends no audit, and is told as far as it is text", () => {
  test.each(EntryType.options)("%s, with every detail of it a trap", async (type) => {
    for (const trap of TRAPS) {
      const text = await told([auditEvent({ type, detail: Object.fromEntries(KEYS.map((key) => [key, trap])) })]);
      expect(text).not.toMatch(/\[object|native code|undefined|null|NaN/);
    }
  });

  test("any detail", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(ofDetail, { minLength: 1, maxLength: 4 }), async (all) => {
        await told(all.map((changes, seq) => auditEvent({ seq, ...(changes as Partial<AuditEvent>) })));
      }),
    );
  });

  test("any time", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(ofTime, { minLength: 1, maxLength: 4 }), async (all) => {
        const text = await told(all.map((changes, seq) => auditEvent({ seq, ...changes })));
        expect(text).not.toMatch(/NaN|Infinity|Invalid/);
      }),
    );
  });
});
