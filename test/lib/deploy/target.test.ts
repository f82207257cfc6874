import { afterEach, expect, test, vi } from "vitest";
import { targetEnvironment } from "../../../lib/deploy/target.ts";

afterEach(() => vi.unstubAllEnvs());

test("the CDK gets the very credentials that were shown, whatever profiles and keys the shell has", () => {
  const shell = {
    AWS_PROFILE: "prod",
    AWS_DEFAULT_PROFILE: "prod",
    AWS_ACCESS_KEY_ID: "AKIAOTHER",
    AWS_SESSION_TOKEN: "other",
    CDK_DEFAULT_ACCOUNT: "111111111111",
    AWS_REGION: "us-east-1",
  };
  for (const [name, value] of Object.entries(shell)) vi.stubEnv(name, value);
  const credentials = { accessKeyId: "AKIASHOWN", secretAccessKey: "shown" };
  const environment = targetEnvironment({ account: "222222222222", region: "eu-west-1", arn: "", credentials });
  expect(environment).toMatchObject({
    AWS_ACCESS_KEY_ID: "AKIASHOWN",
    AWS_SECRET_ACCESS_KEY: "shown",
    AWS_REGION: "eu-west-1",
    AWS_DEFAULT_REGION: "eu-west-1",
  });
  for (const name of ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "CDK_DEFAULT_ACCOUNT"]) {
    expect(environment).not.toHaveProperty(name);
  }
});
