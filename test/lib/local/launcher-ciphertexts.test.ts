import { CreateKeyCommand, DecryptCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../../lib/local/emulator.ts";
import { clientOf } from "../../../lib/local/iam.ts";

let emulator: Emulator;
let kms: KMSClient;
beforeAll(async () => {
  emulator = await startEmulator();
  kms = new KMSClient(clientOf(emulator));
});
afterAll(() => emulator?.stop());

test("a ciphertext opens only whole, under its own key and context", async () => {
  const [ours, other] = await Promise.all([kms.send(new CreateKeyCommand({})), kms.send(new CreateKeyCommand({}))]);
  const KeyId = ours.KeyMetadata?.Arn;
  const EncryptionContext = { name: "/sst" };
  const encrypt = (Plaintext: Buffer) => kms.send(new EncryptCommand({ KeyId, Plaintext, EncryptionContext }));
  const decrypt = (blob: Uint8Array, key = KeyId, context: Record<string, string> = EncryptionContext) =>
    kms.send(new DecryptCommand({ CiphertextBlob: blob, KeyId: key, EncryptionContext: context }));
  const { CiphertextBlob: blob = new Uint8Array() } = await encrypt(Buffer.from("secret"));

  expect(Buffer.from((await decrypt(blob)).Plaintext ?? []).toString()).toBe("secret");
  for (let place = 0; place < blob.length; place += 7) {
    const flipped = blob.map((byte, index) => (index === place ? byte ^ 1 : byte));
    await expect(decrypt(flipped), `byte ${place}`).rejects.toMatchObject({ name: "InvalidCiphertextException" });
  }
  await expect(decrypt(blob.slice(0, -1))).rejects.toMatchObject({ name: "InvalidCiphertextException" });
  await expect(decrypt(blob, other.KeyMetadata?.Arn)).rejects.toMatchObject({ name: "IncorrectKeyException" });
  await expect(decrypt(blob, KeyId, { name: "/other" })).rejects.toMatchObject({
    name: "InvalidCiphertextException",
  });
  await encrypt(Buffer.alloc(4096));
  await expect(encrypt(Buffer.alloc(4097))).rejects.toMatchObject({ name: "ValidationException" });
  await expect(encrypt(Buffer.alloc(0))).rejects.toMatchObject({ name: "ValidationException" });
});
