import { LEDGER } from "../../aws/environment.ts";
import { INSPECTIONS } from "../../vault/health/inspections.ts";
import { index, ofProtectedName, viaDynamoDb } from "./places.ts";
import type { Right } from "./right.ts";

/** Rights on the vault's own key and tables. */
export const STORAGE_RIGHTS = {
  Seal: {
    column: "vault key, direct",
    cell: "encrypt",
    actions: ["kms:Encrypt"],
    on: (at) => [at.key],
    when: ofProtectedName,
  },
  Open: {
    column: "vault key, direct",
    cell: "decrypt",
    actions: ["kms:Decrypt"],
    on: (at) => [at.key],
    when: ofProtectedName,
  },
  UseTables: {
    column: "vault key, via DynamoDB",
    cell: "read",
    actions: ["kms:Decrypt", "kms:DescribeKey"],
    on: (at) => [at.key],
    when: viaDynamoDb,
  },
  UseTablesToWrite: {
    column: "vault key, via DynamoDB",
    cell: "write",
    // DynamoDB acts as its caller; this is what it asks of one that writes (DynamoDB guide, encryption usage notes).
    actions: [
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "kms:GenerateDataKeyWithoutPlaintext",
      "kms:ReEncryptFrom",
      "kms:ReEncryptTo",
    ],
    on: (at) => [at.key],
    when: viaDynamoDb,
  },
  AppendToLedger: {
    column: "ledger",
    cell: "append",
    actions: ["dynamodb:Query", "dynamodb:PutItem"],
    on: (at) => [at.ledger],
  },
  FindInLedger: {
    column: "ledger",
    cell: "append",
    actions: ["dynamodb:BatchGetItem"],
    on: (at) => [at.ledger],
  },
  ScanLedgerIndex: {
    column: "ledger",
    cell: "read, no ciphertext",
    actions: ["dynamodb:Scan"],
    on: (at) => [index(at, LEDGER.byParameter)],
  },
  QueryLedgerIndex: {
    column: "ledger",
    cell: "read, no ciphertext",
    actions: ["dynamodb:Query"],
    on: (at) => [index(at, LEDGER.byParameter), index(at, LEDGER.byMonth)],
  },
  ReadLedgerStream: {
    column: "ledger",
    cell: "keys that changed",
    actions: ["dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords", "dynamodb:ListStreams"],
    on: (at) => [`${at.ledger}/stream/*`],
    wildcard: "a stream is named after the moment it began; AWS authorizes ListStreams on all of a table's",
  },
  KeepStatus: {
    column: "status",
    cell: "read, put",
    actions: ["dynamodb:GetItem", "dynamodb:PutItem"],
    on: (at) => [at.status],
  },
  ReadStatus: {
    column: "status",
    cell: "read",
    actions: INSPECTIONS.status,
    on: (at) => [at.status],
  },
  KeepAndSearchStatus: {
    column: "status",
    cell: "read, put",
    actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Scan"],
    on: (at) => [at.status],
  },
  ScanStatus: { column: "status", cell: "read", actions: ["dynamodb:Scan"], on: (at) => [at.status] },
  RecordSweep: {
    column: "status",
    cell: "put its own row",
    actions: ["dynamodb:GetItem", "dynamodb:PutItem"],
    on: (at) => [at.status],
    // Null: where the request named no key at all, ForAllValues would hold.
    when: () => ({
      "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": "sweep" },
      Null: { "dynamodb:LeadingKeys": "false" },
    }),
  },
} as const satisfies Record<string, Right>;
