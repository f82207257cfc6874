import { type CloudTrailClient, DescribeTrailsCommand, GetTrailStatusCommand } from "@aws-sdk/client-cloudtrail";
import type { Trail } from "../../vault/health/probes.ts";
import { isAws } from "../aws-error.ts";

/** The trails that see this region: its own, and those of other regions and of the organization that reach here. */
export async function trailsHere(client: CloudTrailClient): Promise<Trail[]> {
  const { trailList = [] } = await client.send(new DescribeTrailsCommand({ includeShadowTrails: true }));
  return Promise.all(
    trailList.map(async ({ TrailARN: arn = "", HomeRegion: homeRegion = "" }) => ({
      arn,
      homeRegion,
      logging: await isLogging(client, arn),
    })),
  );
}

/** Null for a trail of the organization's that members may not ask. */
async function isLogging(client: CloudTrailClient, arn: string): Promise<boolean | null> {
  try {
    return (await client.send(new GetTrailStatusCommand({ Name: arn }))).IsLogging ?? false;
  } catch (error) {
    if (isAws(error, "TrailNotFoundException", "UnsupportedOperationException", "CloudTrailARNInvalidException"))
      return null;
    throw error;
  }
}
