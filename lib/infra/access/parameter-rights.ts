import { arn, parameters, viaSsm } from "./places.ts";
import type { Right } from "./right.ts";

const PARAMETERS_BELOW = "apps and stages come and go: the prefix is all that is known of the parameters' names";
const KEYS_OF_OTHERS =
  "which keys the parameters are under is their owners' choice; via SSM and for parameters below the prefix only";

/** Rights on the parameters, and on the keys they are under. */
export const PARAMETER_RIGHTS = {
  ReadValues: {
    column: "SSM values",
    cell: "read",
    actions: ["ssm:GetParameter", "ssm:GetParameterHistory", "ssm:ListTagsForResource"],
    on: (at) => [parameters(at)],
    wildcard: PARAMETERS_BELOW,
  },
  FindValues: {
    column: "SSM values",
    cell: "read",
    actions: ["ssm:GetParameters"],
    on: (at) => [parameters(at)],
    wildcard: PARAMETERS_BELOW,
  },
  ListParameters: {
    column: "SSM values",
    cell: "metadata only",
    actions: ["ssm:DescribeParameters"],
    on: () => ["*"],
    wildcard: "AWS authorizes DescribeParameters on everything or nothing; it gives metadata, never a value",
  },
  WriteParameters: {
    column: "writes SSM",
    cell: "**yes**",
    actions: ["ssm:PutParameter", "ssm:AddTagsToResource"],
    on: (at) => [parameters(at)],
    wildcard: PARAMETERS_BELOW,
  },
  DecryptParameters: {
    column: "parameters' own keys, via SSM",
    cell: "decrypt",
    actions: ["kms:Decrypt"],
    on: (at) => [arn(at, "kms", "key/*")],
    when: viaSsm,
    wildcard: KEYS_OF_OTHERS,
  },
  EncryptParameters: {
    column: "parameters' own keys, via SSM",
    cell: "encrypt",
    // Standard parameters are encrypted directly, advanced ones under a data key (KMS guide, Parameter Store).
    actions: ["kms:Encrypt", "kms:GenerateDataKey"],
    on: (at) => [arn(at, "kms", "key/*")],
    when: viaSsm,
    wildcard: KEYS_OF_OTHERS,
  },
} as const satisfies Record<string, Right>;
