import { CloudTrailClient, CreateTrailCommand, StartLoggingCommand } from "@aws-sdk/client-cloudtrail";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { rootSettings } from "./aws-environment.ts";
import type { Emulator } from "./emulator.ts";

const BUCKET = "trail-local";

/** Makes an account's trail and starts it: only then do calls reach EventBridge, in AWS as here. */
export async function startTrail({ endpoint }: Pick<Emulator, "endpoint">): Promise<void> {
  const settings = rootSettings(endpoint);
  await new S3Client({ ...settings, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: BUCKET }));
  const cloudTrail = new CloudTrailClient(settings);
  const Name = "account";
  await cloudTrail.send(new CreateTrailCommand({ Name, S3BucketName: BUCKET, IsMultiRegionTrail: true }));
  await cloudTrail.send(new StartLoggingCommand({ Name }));
}
