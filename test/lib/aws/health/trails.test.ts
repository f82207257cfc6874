import {
  CloudTrailClient,
  CreateTrailCommand,
  DeleteTrailCommand,
  StartLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import { expect, test } from "vitest";
import { trailsHere } from "../../../../lib/aws/health/trails.ts";
import { localAws } from "../../../support/local-aws.ts";
import { unique } from "../../../support/local-parts.ts";

test("trails tell whether they log; one of another region that sees this one counts, asked by its ARN", async () => {
  const here = new CloudTrailClient(localAws());
  const there = new CloudTrailClient({ ...localAws(), region: "eu-west-1" });
  const [local, shadow, foreign] = [unique("local"), unique("shadow"), unique("foreign")];
  const S3BucketName = "trails";
  await here.send(new CreateTrailCommand({ Name: local, S3BucketName }));
  await there.send(new CreateTrailCommand({ Name: shadow, S3BucketName, IsMultiRegionTrail: true }));
  await there.send(new CreateTrailCommand({ Name: foreign, S3BucketName }));
  await there.send(new StartLoggingCommand({ Name: shadow }));
  const arn = (region: string, name: string) => `arn:aws:cloudtrail:${region}:000000000000:trail/${name}`;
  const trails = await trailsHere(here);
  expect(trails).toContainEqual({ arn: arn("us-east-1", local), homeRegion: "us-east-1", logging: false });
  expect(trails).toContainEqual({ arn: arn("eu-west-1", shadow), homeRegion: "eu-west-1", logging: true });
  expect(trails.map((trail) => trail.arn)).not.toContain(arn("eu-west-1", foreign));
  // No other test is to see a trail that was never its own.
  await here.send(new DeleteTrailCommand({ Name: local }));
  for (const Name of [shadow, foreign]) await there.send(new DeleteTrailCommand({ Name }));
});
