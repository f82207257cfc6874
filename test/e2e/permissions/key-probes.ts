import {
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  ReEncryptCommand,
} from "@aws-sdk/client-kms";
import type { Probe } from "./probe.ts";
import type { Scene } from "./scene.ts";

const VIA_TABLE = "on key if kms:ViaService";
const VIA_S3 = "on key/* if kms:ViaService";
const VIA_SSM = "on key/* if kms:ViaService, kms:EncryptionContext:PARAMETER_ARN";

/**
 * A probe for each right to a key.
 *
 * The local AWS, unlike AWS, asks nobody for the right to a key when a table or a parameter is used: what goes
 * via a service cannot be seen to be allowed here. So these probes make the call directly, as whoever wants to
 * read past the service would, and that must be refused. (That the rights are there: access.test.ts.)
 */
export function keyProbes({ key, sealed, sealedForTable, sealedForSsm, sealedForS3 }: Scene): Record<string, Probe> {
  const describe: Probe = ({ kms }) => kms.send(new DescribeKeyCommand({ KeyId: key }));
  // The local AWS does not have it, and asks for a right to "ReEncrypt", which is none: its refusal proves nothing.
  const { CiphertextBlob, EncryptionContext: SourceEncryptionContext } = sealedForTable;
  const reEncrypt: Probe = ({ kms }) =>
    kms.send(new ReEncryptCommand({ CiphertextBlob, SourceEncryptionContext, DestinationKeyId: key }));
  return {
    "kms:Encrypt on key if kms:EncryptionContext:name": encrypt(sealed),
    "kms:Decrypt on key if kms:EncryptionContext:name": decrypt(sealed),
    "kms:DescribeKey on key": describe,
    [`kms:DescribeKey ${VIA_TABLE}`]: describe,
    [`kms:Decrypt ${VIA_TABLE}`]: decrypt(sealedForTable),
    [`kms:Encrypt ${VIA_TABLE}`]: encrypt(sealedForTable),
    [`kms:GenerateDataKey ${VIA_TABLE}`]: generate(sealedForTable),
    [`kms:GenerateDataKeyWithoutPlaintext ${VIA_TABLE}`]: ({ kms }) =>
      kms.send(new GenerateDataKeyWithoutPlaintextCommand(dataKey(sealedForTable))),
    [`kms:ReEncryptFrom ${VIA_TABLE}`]: reEncrypt,
    [`kms:ReEncryptTo ${VIA_TABLE}`]: reEncrypt,
    [`kms:Decrypt ${VIA_SSM}`]: decrypt(sealedForSsm),
    [`kms:Decrypt ${VIA_S3}`]: decrypt(sealedForS3),
    [`kms:Encrypt ${VIA_SSM}`]: encrypt(sealedForSsm),
    [`kms:GenerateDataKey ${VIA_SSM}`]: generate(sealedForSsm),
  };
}

type Sealed = Scene["sealed"];

function encrypt({ KeyId, EncryptionContext }: Sealed): Probe {
  const command = { KeyId, EncryptionContext, Plaintext: Buffer.from("probe") };
  return ({ kms }) => kms.send(new EncryptCommand(command));
}

function decrypt(blob: Sealed): Probe {
  return ({ kms }) => kms.send(new DecryptCommand(blob));
}

function generate(like: Sealed): Probe {
  return ({ kms }) => kms.send(new GenerateDataKeyCommand(dataKey(like)));
}

function dataKey({ KeyId, EncryptionContext }: Sealed) {
  return { KeyId, EncryptionContext, KeySpec: "AES_256" as const };
}
