import { inject } from "vitest";

/** SDK settings that reach the test run's local AWS as root, whatever the developer's own environment says. */
export function localAws() {
  const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region } = inject("localAws");
  if (!endpoint?.startsWith("http://127.0.0.1:")) throw new Error("tests talk to a local AWS only");
  return { endpoint, region: region ?? "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } };
}
