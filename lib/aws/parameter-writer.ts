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
import type { ParameterWrite, ParameterWriter, WriteRefusal } from "../vault/ports.ts";
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
        const refused = writeRefusal(error);
        if (refused) return { refused };
        throw error;
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

/** The refusals of PutParameter that a person can mend; null for any other error. */
function writeRefusal(error: unknown): WriteRefusal | null {
  if (isAws(error, "InvalidKeyId")) return "key-unusable";
  if (isAws(error, "ParameterLimitExceeded")) return "parameter-limit";
  return isAws(error, "ParameterMaxVersionLimitExceeded") ? "versions-labelled" : null;
}
