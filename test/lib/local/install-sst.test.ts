import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { findSst, installSst } from "../../../lib/local/install-sst.ts";

const cache = mkdtempSync(join(tmpdir(), "install-sst-test-"));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true, force: true });
});

test("fails in one line without the npm registry, and leaves nothing that could be taken for an installation", async () => {
  vi.stubEnv("SST_VAULT_CACHE", cache);
  vi.stubEnv("npm_config_registry", "http://127.0.0.1:9/");
  vi.stubEnv("npm_config_cache", join(cache, "npm-cache"));
  vi.stubEnv("npm_config_fetch_retries", "0");
  await expect(installSst({ say: () => {} })).rejects.toMatchObject({
    name: "LocalAwsError",
    message: expect.stringMatching(
      /^npm could not download the SST CLI; check the network and npm's settings .*; npm error code ECONNREFUSED/,
    ),
  });
  expect(readdirSync(cache).filter((name) => name !== "npm-cache")).toEqual([]);
  expect(findSst()).toBeUndefined();
});
