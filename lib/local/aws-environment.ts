import { homedir } from "node:os";
import { delimiter, dirname } from "node:path";
import { LocalAwsError } from "./local-aws-error.ts";

/** Of the developer's own environment, only what a terminal needs; never a credential, profile, endpoint or proxy. */
const KEPT = ["TERM", "NO_COLOR", "FORCE_COLOR", "LANG", "CI"];

/**
 * The whole environment of a child process that talks to the local AWS.
 *
 * It is built from nothing: an AWS_PROFILE or AWS_ENDPOINT_URL_SQS in the developer's shell must not send one call elsewhere.
 */
export function localAwsEnvironment(endpoint: string, region = "us-east-1"): Record<string, string> {
  assertLoopback(endpoint);
  const kept = KEPT.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(kept),
    // The emulator runs functions with the first `node` it finds; this one is Lambda's.
    PATH: [dirname(process.execPath), process.env.PATH ?? "/usr/local/bin:/usr/bin:/bin"].join(delimiter),
    HOME: homedir(),
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: endpoint,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  };
}

/** Refuses every endpoint that is not on this machine by its number; a name such as localhost may be told to mean another. */
export function assertLoopback(endpoint: string): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const loopback = url && ["http:", "https:"].includes(url.protocol) && ["127.0.0.1", "[::1]"].includes(url.hostname);
  if (!loopback || url.username || url.password) {
    throw new LocalAwsError(`the local AWS is never at ${endpoint}; use an endpoint like http://127.0.0.1:4566`);
  }
}

/** The settings of an SDK client that reaches the local AWS as root, whatever the developer's own environment says. */
export function rootSettings(endpoint: string, region = "us-east-1") {
  assertLoopback(endpoint);
  return { endpoint, region, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
}
