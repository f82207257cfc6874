import { describe, expect, test } from "vitest";
import { nameInArn, partitionOf } from "../../../lib/vault/parameter-arn.ts";

const home = { account: "111122223333", region: "eu-west-1" };
const ours = "arn:aws:ssm:eu-west-1:111122223333:parameter/sst/passphrase/shop/prod";

test("the ARN of a parameter here tells its name", () => {
  expect(nameInArn(home, ours)).toBe("/sst/passphrase/shop/prod");
  expect(nameInArn({ ...home, region: "cn-north-1" }, "arn:aws-cn:ssm:cn-north-1:111122223333:parameter/a")).toBe("/a");
});

describe("all of it is told, and no name, where it", () => {
  test.each([
    ["is of a partition that AWS does not have", ours.replace("aws", "aws-x")],
    ["is of a partition that the region is not in", ours.replace("aws", "aws-cn")],
    ["is of another account", ours.replace("111122223333", "444455556666")],
    ["is of another region", ours.replace("eu-west-1", "eu-west-2")],
    ["is of another service", ours.replace(":ssm:", ":sns:")],
    ["begins with something else", ` ${ours}`],
    ["has no name", "arn:aws:ssm:eu-west-1:111122223333:parameter/"],
    ["is no ARN", "/sst/passphrase/shop/prod"],
  ])("%s", (_, arn) => expect(nameInArn(home, arn)).toBe(arn));
});

test.each([
  ["eu-west-1", "aws"],
  ["us-east-1", "aws"],
  ["cn-northwest-1", "aws-cn"],
  ["us-gov-west-1", "aws-us-gov"],
  ["us-iso-east-1", "aws-iso"],
  ["us-isob-east-1", "aws-iso-b"],
  ["eusc-de-east-1", "aws-eusc"],
])("%s is in the partition %s", (region, partition) => expect(partitionOf(region)).toBe(partition));
