import { expect, test } from "vitest";
import { secretsFile } from "../../../../lib/local/sst-files.ts";
import { inClearOf } from "../../../../lib/vault/in-clear.ts";
import { notices } from "../../../../lib/vault/notices/notice.ts";
import { verify } from "../../../../lib/vault/verify/verify.ts";
import { stage } from "../../../support/memory/memory-vault.ts";
import { captured, first, parameter, put, remove, SECRETS, second, vault, verified } from "./verify-scene.ts";

function putAsText(value: string, of = parameter) {
  vault.store.userPut(of.name, value, { type: "String", keyId: null });
  return captured(of);
}

test("a stage that works and is stored in clear is told so, each time, with what has it encrypted", async () => {
  const good = await put(first);
  vault.bucket.put(SECRETS, secretsFile(first));
  await remove();
  await putAsText(first);
  const warningCauses = [{ code: "stored-in-clear", type: "String", recoveryPoint: good }];
  expect(await verified()).toMatchObject({ verdict: "ok", warningCauses });
  const { reads } = vault.bucket;
  expect(await verified(), "of an unchanged stage").toMatchObject({ verdict: "ok", warningCauses });
  expect(vault.bucket.reads).toBe(reads);
  expect(vault.tables.proofs.get(parameter.arn)?.inClear).toEqual(warningCauses[0]);
  await remove();
  await put(first);
  expect(await verified()).not.toHaveProperty("warnings");
  expect(vault.tables.proofs.get(parameter.arn)).not.toHaveProperty("inClear");
});

test("one that was never encrypted is told without a recovery point that would be", async () => {
  await putAsText(first);
  vault.bucket.put(SECRETS, secretsFile(first));
  expect(inClearOf((await verified()).warningCauses)).toMatchObject({ recoveryPoint: null });
});

test("the message of a stage that is broken, too, says that nothing is restored before the parameter is deleted", async () => {
  const good = await put(first);
  vault.bucket.put(SECRETS, secretsFile(first));
  await verified();
  await remove();
  await putAsText(second);
  const found = { code: "stored-in-clear", type: "String", recoveryPoint: good };
  expect(await verified()).toMatchObject({ verdict: "recoverable", warningCauses: [found] });
  const changed = vault.rows(parameter).at(-1)?.entry;
  if (!changed) throw new Error("nothing was recorded");
  expect(changed.detail).toMatchObject({ to: "recoverable", storedInClear: "String" });
  const [message] = notices([changed], "sst-vault");
  expect(message?.text).toContain("is stored in clear: the parameter is of type String, not SecureString.");
  const removing = `aws ssm delete-parameter --name ${parameter.name} --region us-east-1`;
  const restoring = `npx sst-vault restore ${parameter.name} --region us-east-1`;
  expect(message?.text.indexOf(removing)).toBeGreaterThan(0);
  expect(message?.text.indexOf(restoring)).toBeGreaterThan(message?.text.indexOf(removing) ?? 0);
});

test("text that is no stage's and never was encrypted is left alone", async () => {
  const other = stage("a/b");
  expect(other.app).toBeNull();
  await putAsText("settings", other);
  expect(await verify(vault.ports(), other, "request")).not.toHaveProperty("warnings");
});
