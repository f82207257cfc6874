import { describe, expect, test } from "vitest";
import { namedParameter, protectedParameter } from "../../../lib/vault/parameter.ts";
import { HOME } from "../../support/memory/memory-vault.ts";

const long = "x".repeat(120);

describe("a parameter is the same, named by app and stage or by its full name:", () => {
  test.each(["dev", "--help", "_fallback", long])("stage %s", (stage) => {
    const parameter = namedParameter(HOME, { app: "shop", stage });
    expect(parameter).toEqual({
      arn: `arn:aws:ssm:us-east-1:000000000000:parameter/sst/passphrase/shop/${stage}`,
      account: "000000000000",
      region: "us-east-1",
      name: `/sst/passphrase/shop/${stage}`,
      app: "shop",
      stage,
    });
    expect(namedParameter(HOME, { name: parameter.name })).toEqual(parameter);
  });
});

test("a parameter of another depth is kept too, without app and stage", () => {
  for (const rest of ["flat", "shop/dev/more"]) {
    const name = `/sst/passphrase/${rest}`;
    const arn = `arn:aws:ssm:us-east-1:000000000000:parameter/sst/passphrase/${rest}`;
    expect(namedParameter(HOME, { name })).toMatchObject({ arn, name, app: null, stage: null });
  }
});

test("a parameter's ARN is of its home's partition, region and account", () => {
  const home = { partition: "aws-cn", account: "123456789012", region: "cn-north-1", prefix: "/sst/passphrase/" };
  expect(protectedParameter(home, "/sst/passphrase/shop/dev").arn).toBe(
    "arn:aws-cn:ssm:cn-north-1:123456789012:parameter/sst/passphrase/shop/dev",
  );
});

describe("a request is refused", () => {
  test.each([
    "/elsewhere/shop/dev",
    "/sst/passphrases/shop/dev",
    "/sst/passphrase/",
    "/sst/passphrase",
    "sst/passphrase/shop/dev",
    "",
  ])("for a name outside the prefix: %s", (name) => {
    const refused = expect.objectContaining({ code: "BadRequest", message: expect.stringContaining(`"${name}"`) });
    expect(() => namedParameter(HOME, { name })).toThrow(refused);
  });

  test.each([
    {},
    { app: "shop" },
    { stage: "dev" },
    { app: "shop", name: "/sst/passphrase/shop/dev" },
    { app: "shop", stage: "dev", name: "/sst/passphrase/shop/dev" },
  ])("that names its parameter not at all, by half or twice: %j", (request) => {
    const refused = expect.objectContaining({ code: "BadRequest", message: expect.stringContaining("either") });
    expect(() => namedParameter(HOME, request)).toThrow(refused);
  });
});
