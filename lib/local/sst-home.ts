import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { rootSettings } from "./aws-environment.ts";
import type { Emulator } from "./emulator.ts";
import { startTrail } from "./start-trail.ts";

/** The state bucket of the local SST home. */
export const STATE_BUCKET = "sst-state-local";

/**
 * Makes what `sst` makes at its first deploy in an account: a versioned bucket for the state, and the
 * parameter `/sst/bootstrap` that names it (sst/pkg/project/provider/aws.go). The account has a trail.
 */
export async function makeSstHome(emulator: Emulator): Promise<void> {
  const settings = rootSettings(emulator.endpoint);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: STATE_BUCKET }));
  const VersioningConfiguration = { Status: "Enabled" as const };
  await s3.send(new PutBucketVersioningCommand({ Bucket: STATE_BUCKET, VersioningConfiguration }));
  const Value = JSON.stringify({ version: 1, asset: "sst-asset-local", state: STATE_BUCKET });
  await new SSMClient(settings).send(
    new PutParameterCommand({ Name: "/sst/bootstrap", Type: "String", Value, Overwrite: true }),
  );
  await startTrail(emulator);
}
