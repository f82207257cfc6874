import { expect, test } from "vitest";
import { functionSession } from "../../../lib/vault/own-writes.ts";

test.each([
  [
    "arn:aws:iam::111122223333:role/SstVault-Restore",
    "arn:aws:sts::111122223333:assumed-role/SstVault-Restore/v-restore",
  ],
  ["arn:aws-cn:iam::111122223333:role/a/path/R", "arn:aws-cn:sts::111122223333:assumed-role/R/v-restore"],
])("a function with the role %s writes as %s", (role, session) => {
  expect(functionSession(role, "v-restore")).toBe(session);
});

test("refuses what is not the ARN of a role", () => {
  expect(() => functionSession("arn:aws:iam::111122223333:user/bob", "v-restore")).toThrow("another form");
});
