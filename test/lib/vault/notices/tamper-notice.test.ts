import { describe, expect, test } from "vitest";
import { type Tampering, tamperNotice } from "../../../../lib/vault/notices/tamper-notice.ts";

const WHERE = { vault: "sst-vault", account: "111122223333", region: "eu-west-1", ledgerTable: "Ledger-1A" };

function tampering(changes: Partial<Tampering> = {}): Tampering {
  const parameter = "arn:aws:ssm:eu-west-1:111122223333:parameter/sst/passphrase/shop/prod";
  return { parameter, seq: 3, how: "changed", at: "2026-11-22T01:49:46.000Z", expired: false, ...changes };
}

test("one changed entry makes a message with what happened, when, and what to type", () => {
  const { subject, text } = tamperNotice([tampering()], WHERE);
  expect(subject).toBe("[sst-vault] ledger tampered with: 1 entry");
  expect(text).toMatchInlineSnapshot(`
    "Somebody changed or removed 1 entry of the ledger of sst-vault:
    - entry 3 of /sst/passphrase/shop/prod: changed 2026-11-22T01:49:46.000Z

    No function of the vault does that: an entry, once written, stays as it is.

    To see what no longer fits: npx sst-vault audit --check --region eu-west-1

    To see who took the table's policy away or changed its settings (who wrote single entries, only a trail that records the table's data events tells): aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventSource,AttributeValue=dynamodb.amazonaws.com --start-time 2026-11-22T00:49:46Z --end-time 2026-11-22T02:49:46Z --region eu-west-1

    To read the entries as they were, for 35 days: aws dynamodb restore-table-to-point-in-time --source-table-name Ledger-1A --target-table-name Ledger-1A-before --restore-date-time 2026-11-22T01:48:46Z --region eu-west-1

    What begins with npx is for the vault's own checkout: elsewhere npx would look for a package of that name.

    Account 111122223333, region eu-west-1, 2026-11-22T01:49:46.000Z."
  `);
});

test("another vault's message has commands that reach that vault", () => {
  const { text } = tamperNotice([tampering()], { ...WHERE, vault: "second" });
  expect(text).toContain("npx sst-vault audit --check --region eu-west-1 --vault second\n");
});

test("what an expiry date removed is said to be that, with what shows it", () => {
  const expiry = "aws dynamodb describe-time-to-live --table-name Ledger-1A --region eu-west-1";
  expect(tamperNotice([tampering({ how: "removed", expired: true })], WHERE).text).toContain(expiry);
  expect(tamperNotice([tampering({ how: "removed" })], WHERE).text).not.toContain("expiry");
});

describe("many at once", () => {
  const at = (second: number) => `2026-11-22T01:49:${second}.000Z`;
  const others = Array.from({ length: 24 }, (_, n) => tampering({ seq: n + 2, how: "removed", at: at(11 + n) }));
  const { subject, text } = tamperNotice([tampering({ seq: 1, at: at(59) }), ...others], WHERE);

  test("are one message: ten are named, the rest is counted", () => {
    expect(subject).toBe("[sst-vault] ledger tampered with: 25 entries");
    expect(text.match(/^- entry \d+ of/gm)).toHaveLength(10);
    expect(text).toContain("\n- and 15 more\n");
  });

  test("are looked for from an hour before the first to an hour after the last, and read as before the first", () => {
    expect(text).toContain("--start-time 2026-11-22T00:49:11Z --end-time 2026-11-22T02:49:59Z");
    expect(text).toContain("--restore-date-time 2026-11-22T01:48:11Z");
  });
});
