import { expect, test } from "vitest";
import { decodePage, encodePage } from "../../../../lib/aws/tables/page-token.ts";

test("a page token leads back to the key it was made of, and no key to no token", () => {
  const key = {
    parameter: { S: "arn:aws:ssm:us-east-1:000000000000:parameter/sst/passphrase/é/👩‍🚀" },
    seq: { N: "7" },
  };
  expect(decodePage(encodePage(key))).toEqual(key);
  expect(encodePage(key)).toMatch(/^[\w-]+$/);
  expect(encodePage(undefined)).toBeNull();
  expect(decodePage(null)).toBeUndefined();
});

test("a page token nobody gave is the caller's mistake", () => {
  const forged = [
    "null",
    "[]",
    "{}",
    '"text"',
    "7",
    '{"seq":7}',
    '{"seq":{"N":7}}',
    '{"seq":{"B":"AA=="}}',
    "{scrambled",
  ];
  for (const token of ["", "no token", ...forged.map((text) => Buffer.from(text).toString("base64url"))]) {
    expect(() => decodePage(token)).toThrow(expect.objectContaining({ name: "VaultError", code: "BadRequest" }));
  }
});
