import { beforeEach, expect, test } from "vitest";
import { audit } from "../../../../lib/vault/audit/audit.ts";
import { sweep } from "../../../../lib/vault/sweep/sweep.ts";
import { note, rowsOf, sampleLive } from "../../../support/ledger-samples.ts";
import { HOME, MemoryVault, stage } from "../../../support/memory/memory-vault.ts";
import { chainOf, check } from "../../../support/tampering.ts";

/** The ARN of a protected parameter, but for the partition: a place in the table that no parameter has. */
const prod = stage("prod");
const planted = { ...prod, arn: prod.arn.replace("arn:aws:", "arn:aws-x:") };

let vault: MemoryVault;
beforeEach(async () => {
  vault = new MemoryVault();
  await vault.tables.append(rowsOf(prod, [note()]), sampleLive(prod, 1));
  vault.tables.ledgers.set(planted.arn, rowsOf(planted, [note(), note()]));
});

test("entries put in under an ARN that is no parameter's are named in the trail, and not told as that parameter's", async () => {
  const ports = { index: vault.tables, status: vault.tables, clock: vault.clock };
  let [token, told, unreadable]: [string | undefined, string[], string[]] = [undefined, [], []];
  do {
    const page = await audit(ports, HOME, { op: "audit", ...(token !== undefined && { nextToken: token }) });
    told = [...told, ...page.events.map(({ id }) => id)];
    unreadable = [...unreadable, ...(page.unreadable ?? [])];
    token = page.nextToken;
  } while (token !== undefined);
  expect(told).toEqual([`${prod.name}#1`]);
  expect(unreadable).toEqual([`${planted.arn}#1`, `${planted.arn}#2`]);
});

test("are findings of a check, under what they stand under, and leave the parameter's own chain alone", () => {
  const { findings, parameters } = check([...chainOf(planted, 1), ...chainOf(prod, 3)], { known: { [prod.name]: 3 } });
  const problem = "holds entry 1 of /sst/passphrase/shop/prod (account 000000000000, region us-east-1)";
  expect(findings).toEqual([{ name: planted.arn, seq: 1, problem }]);
  expect(parameters).toBe(2);
});

test("are nothing that a sweep has looked at: capture does not know such a parameter", async () => {
  vault.store.userPut(prod.name, "one");
  await sweep(vault.sweepPorts(), HOME, 3600);
  expect(vault.queued.map(({ name }) => name)).toEqual([prod.name]);
});
