import { expect, test } from "vitest";
import { appStageOf, parameterName } from "../../../lib/sst/names.ts";

const PREFIX = "/sst/passphrase/";

const long = "x".repeat(120);

test.each([
  ["shop", "dev"],
  ["shop", "_fallback"],
  ["shop", "--help"],
  ["my-app", long],
  [long, "-"],
])("the name of stage %s/%s leads back to app and stage", (app, stage) => {
  const name = parameterName(PREFIX, app, stage);
  expect(name).toBe(`/sst/passphrase/${app}/${stage}`);
  expect(appStageOf(PREFIX, name)).toEqual({ app, stage });
});

test.each([
  "/sst/passphrase/flat",
  "/sst/passphrase/",
  "/sst/passphrase",
  "/sst/passphrase/shop/dev/more",
  "/sst/passphrase/shop/",
  "/sst/passphrase//dev",
  "/sst/passphrases/shop/dev",
  "/elsewhere/sst/passphrase/shop/dev",
  "sst/passphrase/shop/dev",
])("the name %s holds no app and stage", (name) => {
  expect(appStageOf(PREFIX, name)).toEqual({ app: null, stage: null });
});
