import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientOf } from "../../lib/local/iam.ts";
import { type LocalVault, startLocalVault } from "../../lib/local/local-vault.ts";
import { STATE_BUCKET } from "../../lib/local/sst-home.ts";
import type { VerifyResponse } from "../../lib/vault/api.ts";
import { sstFixture } from "../support/sst-fixtures.ts";
import { runVault } from "./sst-vault.ts";
import { until } from "./until.ts";

// A vault of its own: the bootstrap is one for all stages of an account and region.
let vault: LocalVault;
beforeAll(async () => {
  vault = await startLocalVault();
});
afterAll(() => vault?.emulator.stop());

const real = sstFixture("plain");

test("a bootstrap that suddenly names another bucket proves nothing until it is accepted", async () => {
  const { emulator } = vault;
  const ssm = new SSMClient(clientOf(emulator));
  const s3 = new S3Client({ ...clientOf(emulator), forcePathStyle: true });
  const Key = "app/shop/prod.json";
  const bootstrap = (state: string) =>
    ssm.send(
      new PutParameterCommand({
        Name: "/sst/bootstrap",
        Type: "String",
        Value: JSON.stringify({ state }),
        Overwrite: true,
      }),
    );
  const verify = async (...more: string[]) => {
    const { code, stdout } = await runVault(emulator.environment, "verify", "shop", "prod", "--json", ...more);
    const { results = [] }: Partial<VerifyResponse> = JSON.parse(stdout);
    return { code, ...results[0] };
  };

  await s3.send(new PutObjectCommand({ Bucket: STATE_BUCKET, Key, Body: real.state ?? Buffer.alloc(0) }));
  const Value = real.passphrase.reveal();
  await ssm.send(new PutParameterCommand({ Name: "/sst/passphrase/shop/prod", Type: "SecureString", Value }));
  await until(verify, ({ verdict, recoveryPoint }) => verdict === "ok" && recoveryPoint !== null);

  await s3.send(new CreateBucketCommand({ Bucket: "somebody-elses" }));
  await s3.send(new PutObjectCommand({ Bucket: "somebody-elses", Key, Body: real.state ?? Buffer.alloc(0) }));
  await bootstrap("somebody-elses");
  expect(await verify()).toMatchObject({
    code: 5,
    verdict: "unproven",
    reason: expect.stringContaining("somebody-elses"),
    opens: { state: "untested" },
  });
  expect(await verify("--accept-bucket", "somebody-elses")).toMatchObject({ code: 0, verdict: "ok" });
  expect(await verify()).toMatchObject({ code: 0, verdict: "ok" });
});
