import { expect, test } from "vitest";
import { secretsFile, stateFile } from "../../../../lib/local/sst-files.ts";
import { VaultError } from "../../../../lib/vault/errors.ts";
import { protectedParameter } from "../../../../lib/vault/parameter.ts";
import type { VerifyPorts } from "../../../../lib/vault/verify/verify.ts";
import { verifyAsked } from "../../../../lib/vault/verify/verify-asked.ts";
import { HOME } from "../../../support/memory/memory-vault.ts";
import { first, parameter, put, STATE, second, vault } from "./verify-scene.ts";

const fallback = protectedParameter(HOME, "/sst/passphrase/shop/_fallback");
const state = await stateFile(first);
const asked = (ports: VerifyPorts = vault.ports(), of = parameter) => verifyAsked(ports, HOME, of, {});

/** The ledger of `_fallback` cannot be read, for such a reason. */
function without(error: Error): VerifyPorts {
  const ports = vault.ports();
  const rows = (arn: string) => (arn === fallback.arn ? Promise.reject(error) : vault.tables.rows(arn));
  const { tables } = vault;
  const ledger = {
    rows,
    tail: tables.tail.bind(tables),
    recent: tables.recent.bind(tables),
    append: tables.append.bind(tables),
  };
  return { ...ports, ledger };
}

test("a stage comes with the _fallback of its app, where there is one", async () => {
  await put(first);
  vault.bucket.put(STATE, state);
  expect(await asked()).toMatchObject([{ name: parameter.name, verdict: "ok" }]);
  await put(second, fallback);
  vault.bucket.put("secret/shop/_fallback.json", secretsFile(second));
  expect(await asked()).toMatchObject([
    { name: parameter.name, verdict: "ok" },
    { name: fallback.name, verdict: "ok" },
  ]);
  expect(await asked(vault.ports(), fallback)).toMatchObject([{ name: fallback.name }]);
});

test("a _fallback whose ledger cannot be read is told as such, and hides no stage's own result", async () => {
  await put(second, fallback);
  await put(first);
  vault.bucket.put(STATE, state);
  const reason = "it could not be tested: upgrade the vault";
  expect(await asked(without(new VaultError("UpgradeNeeded", "upgrade the vault")))).toMatchObject([
    { name: parameter.name, verdict: "ok" },
    { name: fallback.name, stage: "_fallback", live: true, verdict: "unproven", reason },
  ]);
});

test("what may be different in a moment, or is a missing right, is no result: who asked is told so", async () => {
  await put(first);
  await expect(asked(without(new VaultError("Busy", "throttled")))).rejects.toMatchObject({ code: "Busy" });
  await expect(asked(without(new TypeError("denied")))).rejects.toThrow("denied");
});

test("a new stage is none that is broken, but its app's _fallback may be: the first deploy would need that", async () => {
  await expect(asked()).rejects.toMatchObject({ code: "NotFound" });
  const allowed = () => verifyAsked(vault.ports(), HOME, parameter, { allowNew: true });
  expect(await allowed()).toEqual([]);
  await put(second, fallback);
  vault.bucket.put("secret/shop/_fallback.json", secretsFile(first));
  expect(await allowed()).toMatchObject([{ name: fallback.name, verdict: "lost" }]);
});

test("a stage that cannot be tested itself is an error, whatever its _fallback comes to", async () => {
  await put(second, fallback);
  await expect(asked()).rejects.toMatchObject({ code: "NotFound" });
});
