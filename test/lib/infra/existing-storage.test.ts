import { describe, expect, it } from "vitest";
import { logicalId, statements, synthesize } from "./synthesize.ts";

const keyArn = "arn:aws:kms:eu-central-1:111122223333:key/0d990263-018e-4e65-a703-eff731de951e";
const ledgerTable = "SstVault-StorageLedger8E4B-1ABCDEF";
const tableArn = `arn:aws:dynamodb:eu-central-1:111122223333:table/${ledgerTable}`;
const ledgerStream = `${tableArn}/stream/2026-11-22T12:00:00.000`;
const { template } = synthesize({ keyArn, ledgerTable, ledgerStream });
const resources = template.toJSON().Resources as Record<string, { Type: string; Properties: Record<string, unknown> }>;
const ofType = (type: string) => Object.values(resources).filter(({ Type }) => Type === type);

describe("a vault that takes over a key and a ledger", () => {
  it("makes neither anew, and a status table under that key", () => {
    expect(ofType("AWS::KMS::Key")).toEqual([]);
    const [status, ...others] = ofType("AWS::DynamoDB::GlobalTable");
    expect(others).toEqual([]);
    // A projection is its ledger's.
    const id = Object.keys(resources).find((one) => resources[one] === status);
    expect(id).not.toBe(logicalId(synthesize().template, "StorageStatus"));
    expect(status?.Properties.Replicas).toMatchObject([{ SSESpecification: { KMSMasterKeyId: keyArn } }]);
    template.hasResourceProperties("AWS::KMS::Alias", { AliasName: "alias/sst-vault", TargetKeyId: keyArn });
  });

  it("names the alias as a vault with a key of its own does: it could not be made beside itself", () => {
    const { template: usual } = synthesize();
    expect(logicalId(template, "StorageKeyAlias")).toBe(logicalId(usual, "StorageKeyAlias"));
  });

  it("gives its functions rights on that ledger, that key, and has tampering told by that stream", () => {
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", { EventSourceArn: ledgerStream });
    const all = statements(template).map(({ statement }) => statement);
    const onKey = all.filter(({ Resource }) => Resource === keyArn).flatMap(({ Action }) => Action);
    expect(onKey).toEqual(expect.arrayContaining(["kms:Encrypt", "kms:Decrypt"]));
    expect(JSON.stringify(all)).toContain(`table/${ledgerTable}/index/`);
    template.hasOutput("LedgerTable", { Value: ledgerTable });
  });

  it("says in its danger mails what brings back a policy that no template of its own has", () => {
    const told = (name: string) =>
      JSON.stringify(
        ofType("AWS::Events::Rule").find(({ Properties }) => Properties.Name === `sst-vault-danger-${name}`),
      );
    expect(told("key-policy")).toContain("aws kms get-key-policy");
    expect(told("table-policy")).toContain("npx sst-vault status");
    for (const name of ["key-policy", "table-policy"]) expect(told(name)).not.toContain("get-template");
  });

  it("is refused without the stream of that very table", () => {
    expect(() => synthesize({ keyArn, ledgerTable })).toThrow(/^ledgerTable needs ledgerStream, /);
    expect(() => synthesize({ keyArn, ledgerTable: "another", ledgerStream })).toThrow(
      /^ledgerTable needs ledgerStream, /,
    );
  });

  it("is refused without the key that opens it, and with one of another region or account", () => {
    expect(() => synthesize({ ledgerTable, ledgerStream })).toThrow(/^ledgerTable needs keyArn, /);
    for (const elsewhere of ["us-east-1:111122223333", "eu-central-1:999999999999"]) {
      const foreign = keyArn.replace("eu-central-1:111122223333", elsewhere);
      expect(() => synthesize({ keyArn: foreign })).toThrow(
        /is not of the vault's account 111122223333 and region eu-/,
      );
    }
  });
});
