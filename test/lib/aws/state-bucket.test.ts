import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import { artifactReader } from "../../../lib/aws/state-bucket.ts";
import { newPassphrase, secretsFile, undeployedStateFile } from "../../../lib/local/sst-files.ts";
import { MAX_FILE_BYTES } from "../../../lib/sst/stored-object.ts";
import { stateBucketContract } from "../../support/contracts/state-bucket.ts";
import { type Failure, seedFault } from "../../support/faults.ts";
import { localAws } from "../../support/local-aws.ts";
import { unique } from "../../support/local-parts.ts";

const ACCOUNT = "000000000000";
const once = { ...localAws(), maxAttempts: 1 };
const s3 = new S3Client(once);
// A region that no other test uses: there is one bootstrap in each.
const ssm = new SSMClient({ ...once, region: "eu-west-3" });
const reader = artifactReader(s3, ssm, ACCOUNT);

const put = async (Bucket: string, Key: string, Body: Buffer) => {
  await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
};

/** A bucket as SST makes it, and as SST and people leave it. */
async function make() {
  const Bucket = unique("sst-state");
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  const remove = async (Key: string, versions: boolean) => {
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    if (!versions) return;
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }));
    for (const { VersionId } of Versions) await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
  };
  return { reader, bucket: Bucket, put: (key: string, bytes: Buffer) => put(Bucket, key, bytes), remove };
}

stateBucketContract("S3", make);

describe("the bootstrap", () => {
  const Name = "/sst/bootstrap";

  test("names the bucket, or gives the cause without quoting itself", async () => {
    expect(await reader.bucket()).toEqual({ unreadable: { code: "bootstrap-missing" } });
    const set = (Value: string) => ssm.send(new PutParameterCommand({ Name, Value, Type: "String", Overwrite: true }));
    await set(JSON.stringify({ asset: "sst-asset-x", state: "sst-state-x", version: 2 }));
    expect(await reader.bucket()).toEqual({ bucket: "sst-state-x" });
    await set('{"scrambled');
    expect(await reader.bucket()).toEqual({ unreadable: { code: "bootstrap-invalid", problem: "not-json" } });
    await ssm.send(new DeleteParameterCommand({ Name }));
  });

  test.each([
    ["AccessDeniedException", 400, { code: "bootstrap-denied" }],
    ["InvalidKeyId", 400, { code: "bootstrap-error", error: "InvalidKeyId" }],
  ])("is unreadable where AWS answers %s", async (name, status, unreadable) => {
    expect(await readerOf(name, status).bucket()).toEqual({ unreadable });
  });

  test("is asked for again later where AWS is throttling", async () => {
    await expect(readerOf("ThrottlingException", 400).bucket()).rejects.toMatchObject({ name: "ThrottlingException" });
  });

  /** A reader to whom Parameter Store answers an error. The shared one serves the deployed vault, too. */
  function readerOf(name: string, httpStatusCode: number) {
    const failing = new SSMClient(once);
    const error = Object.assign(new Error("quotes its input"), { name, $metadata: { httpStatusCode } });
    failing.middlewareStack.add(() => () => Promise.reject(error), { step: "initialize" });
    return artifactReader(s3, failing, ACCOUNT);
  }
});

describe("a file that may not be read is unreadable, never absent", () => {
  const unreadable = (cause: object) => ({ kind: "unreadable", cause });
  const key = "app/shop/dev.json";
  const seed = (action: string, bucket: string, failure: Failure) =>
    seedFault({ service: "s3", action, matching: bucket, ...failure });

  test("where S3 answers 403, as to one who may not list for a file that is not there", async () => {
    const { bucket } = await make();
    await seed("GetObject", bucket, { error: "AccessDenied", status: 403 });
    expect(await reader.state(bucket, "shop", "dev", null)).toEqual(
      unreadable({ code: "object-denied", bucket, key, right: "s3:GetObject", error: "AccessDenied" }),
    );
  });

  test("where it is gone and its versions may not be listed", async () => {
    const { bucket } = await make();
    await seed("ListBucketVersions", bucket, { error: "AccessDenied", status: 403 });
    expect(await reader.secrets(bucket, "shop", "dev", null)).toMatchObject(
      unreadable({ code: "object-denied", right: "s3:ListBucketVersions", error: "AccessDenied" }),
    );
  });

  test("where the bucket is another account's", async () => {
    const { bucket } = await make();
    await put(bucket, "app/shop/dev.json", undeployedStateFile());
    await put(bucket, "lock/shop/dev.json", undeployedStateFile());
    const elsewhere = artifactReader(s3, ssm, "111122223333");
    for (const stage of ["dev", "gone"]) {
      expect(await elsewhere.state(bucket, "shop", stage, null)).toMatchObject(
        unreadable({ code: "object-denied", bucket }),
      );
    }
    expect(await elsewhere.locked(bucket, "shop", "dev")).toBe(false);
  });

  test("where there is no such bucket", async () => {
    expect(await reader.state("sst-state-nowhere", "shop", "dev", null)).toEqual(
      unreadable({ code: "bucket-missing", bucket: "sst-state-nowhere" }),
    );
  });

  test("where it is too large, which is known before it is downloaded", async () => {
    const { bucket } = await make();
    await put(bucket, "secret/shop/dev.json", Buffer.alloc(MAX_FILE_BYTES + 1));
    expect(await reader.secrets(bucket, "shop", "dev", null)).toMatchObject(
      unreadable({ code: "file-unreadable", artifact: "secrets", problem: "too-large" }),
    );
  });

  test("but S3 being busy settles nothing", async () => {
    const { bucket } = await make();
    await put(bucket, "secret/shop/dev.json", secretsFile(newPassphrase()));
    await seed("GetObject", bucket, { error: "SlowDown", status: 503, times: 2 });
    await expect(reader.secrets(bucket, "shop", "dev", null)).rejects.toMatchObject({ name: "SlowDown" });
    await expect(reader.locked(bucket, "shop", "dev")).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
  });
});
