import fc from "fast-check";
import { expect, test } from "vitest";
import { BOOTSTRAP_PROBLEMS, parseBootstrap } from "../../../lib/sst/bootstrap.ts";

const REAL = {
  version: 5,
  asset: "sst-asset-nhfkbcwbhhkz",
  assetEcrRegistryId: "000000000000",
  assetEcrUrl: "000000000000.dkr.ecr.eu-central-1.amazonaws.com/sst-asset",
  state: "sst-state-nhfkbcwbhhkz",
  appsyncHttp: "",
  appsyncRealtime: "",
};

test("finds the state bucket in what SST writes", () => {
  expect(parseBootstrap(JSON.stringify(REAL))).toEqual({ kind: "present", bucket: "sst-state-nhfkbcwbhhkz" });
});

test.each(["", "no json", "null", "[]", '"sst-state-a"', '{"state":'])(
  "fails for %j, which is no JSON object",
  (text) => {
    expect(parseBootstrap(text)).toEqual({ kind: "unreadable", problem: "not-json" });
  },
);

test.each([undefined, null, "", 5, {}, ["sst-state-a"]])("fails where the state bucket is %j", (state) => {
  expect(parseBootstrap(JSON.stringify({ ...REAL, state }))).toEqual({ kind: "unreadable", problem: "no-bucket" });
});

test.each([
  "arn:aws:s3:eu-central-1:111122223333:accesspoint/theirs",
  "sst-state-a/app",
  "sst-state-a\nb",
  "SST",
  "ab",
  "a".repeat(64),
])("fails where %j stands for the bucket", (state) => {
  expect(parseBootstrap(JSON.stringify({ ...REAL, state }))).toEqual({ kind: "unreadable", problem: "bucket-name" });
});

test("never throws and never quotes the text", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.record({ state: fc.jsonValue() }).map((v) => JSON.stringify(v)),
      ),
      (text) => {
        const bootstrap = parseBootstrap(text);
        if (bootstrap.kind === "unreadable") expect(BOOTSTRAP_PROBLEMS).toContain(bootstrap.problem);
      },
    ),
  );
});
