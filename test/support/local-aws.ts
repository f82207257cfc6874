import { inject } from "vitest";
import { rootSettings } from "../../lib/local/aws-environment.ts";

/** SDK settings that reach the test run's local AWS as root, whatever the developer's own environment says. */
export function localAws() {
  const { AWS_ENDPOINT_URL: endpoint = "", AWS_REGION: region } = inject("localAws");
  return rootSettings(endpoint, region);
}
