import { DisableKeyCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { describe, expect, test } from "vitest";
import { vaultKey } from "../../../lib/aws/vault-key.ts";
import { Passphrase } from "../../../lib/sst/passphrase.ts";
import { sealContext } from "../../../lib/vault/ledger/seal.ts";
import { vaultKeyContract } from "../../support/contracts/vault-key.ts";
import { localAws } from "../../support/local-aws.ts";
import { makeKey } from "../../support/local-parts.ts";
import { stage } from "../../support/memory/memory-vault.ts";

const kms = new KMSClient(localAws());
const context = sealContext(stage("dev"), "20261122T120000.123Z-1");
const value = new Passphrase("only the key knows");

vaultKeyContract("KMS", async () => vaultKey(kms, await makeKey(kms)));

describe("a value another key sealed", () => {
  test("is damage, and the error names recovery point and parameter", async () => {
    const [ours, foreign] = await Promise.all([makeKey(kms), makeKey(kms)]);
    const sealed = await vaultKey(kms, foreign).seal(context, value);
    await expect(vaultKey(kms, ours).open(sealed)).rejects.toMatchObject({
      code: "Damaged",
      message: `the vault's key does not open recovery point "20261122T120000.123Z-1" of "/sst/passphrase/shop/dev"`,
    });
  });

  test("is what the context makes it, in the clear for CloudTrail and whoever restores by hand", async () => {
    const key = await makeKey(kms);
    const EncryptionContext = {
      v: "1",
      account: "000000000000",
      region: "us-east-1",
      name: "/sst/passphrase/shop/dev",
      recoveryPoint: "20261122T120000.123Z-1",
    };
    const Plaintext = Buffer.from("by hand");
    const { CiphertextBlob = new Uint8Array() } = await kms.send(
      new EncryptCommand({ KeyId: key, Plaintext, EncryptionContext }),
    );
    expect((await vaultKey(kms, key).open({ parts: [CiphertextBlob], context })).reveal()).toBe("by hand");
  });
});

test("a key that is disabled is not taken for damage, and the commands that bring it back are told", async () => {
  const key = await makeKey(kms);
  const sealed = await vaultKey(kms, key).seal(context, value);
  await kms.send(new DisableKeyCommand({ KeyId: key }));
  const told = {
    code: "Unexpected",
    message: expect.stringContaining(key),
    hint: expect.stringContaining(`aws kms enable-key --key-id ${key}`),
  };
  await expect(vaultKey(kms, key).open(sealed)).rejects.toMatchObject(told);
  await expect(vaultKey(kms, key).seal(context, value)).rejects.toMatchObject(told);
});
