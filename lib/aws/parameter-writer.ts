import {
  AddTagsToResourceCommand,
  GetParameterCommand,
  type ParameterTier,
  type ParameterType,
  PutParameterCommand,
  type SSMClient,
  type Tag,
} from "@aws-sdk/client-ssm";
import { Passphrase } from "../sst/passphrase.ts";
import { VaultError } from "../vault/errors.ts";
import type { ParameterWrite, ParameterWriter } from "../vault/ports.ts";
import { isAws } from "./aws-error.ts";

/** Parameter Store as restore writes it. The only code of the vault that changes a parameter. */
export function parameterWriter(ssm: SSMClient): ParameterWriter {
  return {
    async put(write) {
      try {
        const { Version } = await ssm.send(new PutParameterCommand(putInput(write)));
        if (Version === undefined) throw new Error("Parameter Store answered a write without its version");
        return { version: Version };
      } catch (error) {
        if (isAws(error, "ParameterAlreadyExists")) return "exists";
        throw refusedWrite(error, write) ?? error;
      }
    },

    async read(name, version) {
      try {
        const { Parameter } = await ssm.send(
          new GetParameterCommand({ Name: `${name}:${version}`, WithDecryption: true }),
        );
        return Parameter?.Value === undefined ? null : new Passphrase(Parameter.Value);
      } catch (error) {
        if (isAws(error, "ParameterNotFound", "ParameterVersionNotFound")) return null;
        throw error;
      }
    },

    async addTags(name, tags) {
      await ssm.send(
        new AddTagsToResourceCommand({ ResourceType: "Parameter", ResourceId: name, Tags: tagList(tags) }),
      );
    },
  };
}

function putInput(write: ParameterWrite) {
  const { name, value, overwrite, tags } = write;
  // What the recovery point does not have is emptied on a live parameter, and left out on a new one.
  const orEmpty = (text: string | null) => text ?? (overwrite ? "" : undefined);
  return {
    Name: name,
    Value: value.reveal(),
    Type: write.type as ParameterType,
    Overwrite: overwrite,
    Tier: (write.tier as ParameterTier | null) ?? undefined,
    KeyId: write.keyId ?? undefined,
    Description: orEmpty(write.description),
    AllowedPattern: orEmpty(write.allowedPattern),
    DataType: write.dataType ?? undefined,
    // AWS takes tags only with a parameter that is new.
    Tags: overwrite ? undefined : tagList(tags),
  };
}

function tagList(tags: Record<string, string>): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** The refusals of PutParameter that a person can mend, said so that they can; null for any other error. */
function refusedWrite(error: unknown, { name, keyId }: ParameterWrite): VaultError | null {
  const refused = (message: string, hint: string) => new VaultError("Refused", message, hint);
  if (isAws(error, "InvalidKeyId")) {
    const key = keyId ?? "alias/aws/ssm";
    return refused(
      `"${name}" cannot be encrypted under its key "${key}"`,
      "restore it under another one: --key-id alias/aws/ssm",
    );
  }
  if (isAws(error, "ParameterLimitExceeded")) {
    return refused("the account has no room for another standard parameter", "restore it with --tier Advanced");
  }
  if (isAws(error, "ParameterMaxVersionLimitExceeded")) {
    return refused(
      `"${name}" has 100 versions and a label on the oldest, so that AWS takes no new one`,
      `remove it: aws ssm unlabel-parameter-version --name ${name}`,
    );
  }
  return null;
}
