import { describe, expect, test } from "vitest";
import type { TableHealth } from "../../../../lib/vault/health/probes.ts";
import { checked, WELL, wellVault } from "./well.ts";

describe("the key", () => {
  test("that is about to be deleted is told of with the day and the command that cancels it", async () => {
    const key = () =>
      Promise.resolve({ id: "1234abcd", state: "PendingDeletion", deletedAt: "2026-12-22T00:00:00.000Z" });
    const { failed, of } = await checked(await wellVault(), { key });
    expect(failed).toEqual(["key"]);
    expect(of("key")).toEqual({
      ok: false,
      detail: "PendingDeletion: gone for ever on 2026-12-22T00:00:00.000Z, and with it every recovery point",
      advice:
        "aws kms cancel-key-deletion --key-id 1234abcd --region us-east-1 && " +
        "aws kms enable-key --key-id 1234abcd --region us-east-1",
    });
  });

  test("that is disabled is to be enabled", async () => {
    const key = () => Promise.resolve({ id: "1234abcd", state: "Disabled", deletedAt: null });
    expect((await checked(await wellVault(), { key })).of("key")).toEqual({
      ok: false,
      detail: "Disabled",
      advice: "aws kms enable-key --key-id 1234abcd --region us-east-1",
    });
  });
});

describe("a table", () => {
  const withLedger = async (changes: Partial<TableHealth>) => {
    const tables = async () => {
      const [ledger, status] = await WELL.tables();
      return [{ ...ledger, ...changes } as TableHealth, ...(status ? [status] : [])];
    };
    const { of, failed } = await checked(await wellVault(), { tables });
    expect(failed).toEqual(["tables"]);
    return of("tables");
  };

  test.each<[string, Partial<TableHealth>, string, string]>([
    [
      "may be deleted",
      { deletionProtected: false },
      "may be deleted",
      "update-table --table-name Ledger-1A --deletion-",
    ],
    ["has no backup", { recoverable: false }, "no point-in-time recovery", "update-continuous-backups"],
    ["has lost its key", { state: "INACCESSIBLE_ENCRYPTION_CREDENTIALS" }, "out of use", "describe-table"],
    [
      "may be rewritten",
      { missingPolicy: { arn: "arn:aws:dynamodb:us-east-1:000000000000:table/Ledger-1A", policy: "{}" } },
      "entries may be changed: its policy is gone or weakened (the command puts it in place of what is there)",
      "put-resource-policy --resource-arn arn:aws:dynamodb:us-east-1:000000000000:table/Ledger-1A --policy '{}'",
    ],
    ["is gone", { state: "MISSING" }, "gone", "list-backups --table-name Ledger-1A --backup-type SYSTEM"],
  ])("that %s is told of, with what mends it", async (_, changes, said, command) => {
    const { detail, advice } = await withLedger(changes);
    expect(detail).toBe(`Ledger-1A ${changes.state ?? "ACTIVE"}, ${said}; Status-2B ACTIVE`);
    expect(advice).toMatch(/^aws dynamodb .* --region us-east-1$/);
    expect(advice).toContain(command);
  });

  test("with several things amiss has a command for each", async () => {
    const { advice } = await withLedger({ deletionProtected: false, recoverable: false });
    expect(advice?.split(" && ")).toHaveLength(2);
  });
});
