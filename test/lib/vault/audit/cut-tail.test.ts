import { expect, test } from "vitest";
import { check, stored } from "../../../support/tampering.ts";
import { name, parameter, put, vault } from "../capture/capture-scene.ts";

/** What a check says of the ledger, its status row taken at its word. */
function findings(): string[] {
  const known = { [name]: vault.tables.lives.get(parameter.arn)?.seq ?? 0 };
  const rows = vault.rows(parameter).map((row) => stored(parameter, row));
  return check(rows, { known }).findings.map(({ seq, problem }) => `${seq} ${problem}`);
}

test("an end that was cut away stays missing in every check, whatever the vault appends after it", async () => {
  await put("one");
  await put("two");
  await put("three");
  expect(findings()).toEqual([]);

  vault.tables.ledgers.set(parameter.arn, vault.rows(parameter).slice(0, 2));
  expect(findings()).toEqual([expect.stringMatching(/^3 the tail was cut/)]);

  await put("four");
  expect(vault.rows(parameter).at(-1)?.entry.seq).toBeGreaterThan(3);
  expect(findings()).toEqual(["3 was removed"]);
});
