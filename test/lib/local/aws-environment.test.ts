import { dirname } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { assertLoopback, localAwsEnvironment } from "../../../lib/local/aws-environment.ts";

afterEach(() => vi.unstubAllEnvs());

test("passes nothing of the developer's AWS settings on", () => {
  for (const [name, value] of Object.entries({
    AWS_ACCESS_KEY_ID: "AKIAREAL",
    AWS_SESSION_TOKEN: "real",
    AWS_PROFILE: "production",
    AWS_REGION: "eu-west-1",
    AWS_ENDPOINT_URL: "https://example.com",
    AWS_ENDPOINT_URL_SSM: "https://example.com",
    HTTPS_PROXY: "http://example.com",
    NODE_OPTIONS: "--require evil",
    NO_COLOR: "1",
  })) {
    vi.stubEnv(name, value);
  }
  const environment = localAwsEnvironment("http://127.0.0.1:4566");
  expect(environment).toMatchObject({
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    NO_COLOR: "1",
  });
  expect(environment.PATH?.split(":")[0]).toBe(dirname(process.execPath));
  expect(Object.keys(environment).filter((name) => /TOKEN|PROFILE|PROXY|OPTIONS|_SSM/.test(name))).toEqual([]);
  expect(Object.values(environment).join()).not.toMatch(/example|AKIAREAL/);
});

test.each([
  "https://ssm.us-east-1.amazonaws.com",
  "http://localhost:4566",
  "http://10.0.0.1:4566",
  "http://127.0.0.1.example.com",
  "http://127.0.0.1@example.com",
  "http://me@127.0.0.1:4566",
  "http://0.0.0.0:4566",
  "ftp://127.0.0.1",
  "127.0.0.1:4566",
  "",
])("fails for %j, which is not the loopback", (endpoint) => {
  expect(() => localAwsEnvironment(endpoint)).toThrow("the local AWS is never at");
});

test.each(["http://127.0.0.1:4566", "https://127.0.0.1", "http://[::1]:4566"])("takes %s", (endpoint) => {
  expect(() => assertLoopback(endpoint)).not.toThrow();
});
