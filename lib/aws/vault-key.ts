import { DecryptCommand, EncryptCommand, type KMSClient } from "@aws-sdk/client-kms";
import { Passphrase } from "../sst/passphrase.ts";
import { shellCommand } from "../vault/commands.ts";
import { VaultError } from "../vault/errors.ts";
import type { Opener, Sealer } from "../vault/ports.ts";
import { isAws } from "./aws-error.ts";

/** What kms:Encrypt takes at once (AWS API reference, Encrypt). A parameter's value has up to 8,192 bytes. */
const MAX_PLAINTEXT = 4096;

/** The vault's own key: seals and opens values, each bound to its recovery point by the context. */
export function vaultKey(kms: KMSClient, keyArn: string): Sealer & Opener {
  return {
    async seal(context, value) {
      const plain = Buffer.from(value.reveal(), "utf8");
      const parts =
        plain.length <= MAX_PLAINTEXT ? [plain] : [plain.subarray(0, MAX_PLAINTEXT), plain.subarray(MAX_PLAINTEXT)];
      const encrypt = async (Plaintext: Uint8Array, part: number) => {
        const EncryptionContext = contextOf(context, part, parts.length);
        const command = new EncryptCommand({ KeyId: keyArn, Plaintext, EncryptionContext });
        const { CiphertextBlob } = await kms.send(command).catch((error) => {
          throw unusable(error, keyArn) ?? error;
        });
        if (!CiphertextBlob) throw new Error("KMS answered an encryption without its ciphertext");
        return CiphertextBlob;
      };
      return { context, parts: await Promise.all(parts.map(encrypt)) };
    },

    async open({ parts, context }) {
      const decrypt = async (CiphertextBlob: Uint8Array, part: number) => {
        const EncryptionContext = contextOf(context, part, parts.length);
        const command = new DecryptCommand({ KeyId: keyArn, CiphertextBlob, EncryptionContext });
        const { Plaintext } = await kms.send(command);
        return Plaintext ?? new Uint8Array();
      };
      try {
        return new Passphrase(Buffer.concat(await Promise.all(parts.map(decrypt))).toString("utf8"));
      } catch (error) {
        if (!isAws(error, "InvalidCiphertextException", "IncorrectKeyException"))
          throw unusable(error, keyArn) ?? error;
        const { name, recoveryPoint } = context;
        throw new VaultError(
          "Damaged",
          `the vault's key does not open recovery point "${recoveryPoint}" of "${name}"`,
          'restore another one, or mend it as "A damaged ledger" in the README says',
        );
      }
    },
  };
}

/** The one disaster that is still mendable: the key is disabled, or waits for its deletion. Null for other errors. */
function unusable(error: unknown, keyArn: string): VaultError | null {
  if (!isAws(error, "DisabledException", "KMSInvalidStateException")) return null;
  const kms = (command: string) => shellCommand("aws", "kms", command, "--key-id", keyArn);
  return new VaultError(
    "Unexpected",
    `the vault's own key ${keyArn} is disabled or about to be deleted: nothing can be kept or opened`,
    `at once: ${kms("cancel-key-deletion")}; then: ${kms("enable-key")}`,
  );
}

/** A value in two parts is sealed under a context that numbers them, so that they cannot change places. */
function contextOf(context: Record<string, string>, part: number, parts: number): Record<string, string> {
  return parts === 1 ? context : { ...context, part: String(part + 1) };
}
