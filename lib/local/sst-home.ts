import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { rootSettings } from "./aws-environment.ts";
import type { Emulator } from "./emulator.ts";
import { startTrail } from "./start-trail.ts";

/** The state bucket of the local SST home. */
export const STATE_BUCKET = "sst-state-local";
const ASSET_BUCKET = "sst-asset-local";

/**
 * Makes what the first step of SST's bootstrap makes in an account: a bucket for assets, a versioned one for the state, and
 * the parameter `/sst/bootstrap` that names both (sst/pkg/project/provider/aws.go). The SST CLI takes the other steps itself, and
 * fails where one of the buckets is missing. The account has a trail.
 */
export async function makeSstHome(emulator: Emulator): Promise<void> {
  const settings = rootSettings(emulator.endpoint);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  for (const Bucket of [ASSET_BUCKET, STATE_BUCKET]) await s3.send(new CreateBucketCommand({ Bucket }));
  const VersioningConfiguration = { Status: "Enabled" as const };
  await s3.send(new PutBucketVersioningCommand({ Bucket: STATE_BUCKET, VersioningConfiguration }));
  const Value = JSON.stringify({ version: 1, asset: ASSET_BUCKET, state: STATE_BUCKET });
  await new SSMClient(settings).send(
    new PutParameterCommand({ Name: "/sst/bootstrap", Type: "String", Value, Overwrite: true }),
  );
  await startTrail(emulator);
}
