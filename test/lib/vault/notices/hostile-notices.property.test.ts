import * as fc from "fast-check";
import { expect, test } from "vitest";
import { EntryType } from "../../../../lib/vault/audit-api.ts";
import type { Entry } from "../../../../lib/vault/ledger/ledger.ts";
import { damageNotice, type Notice, notices } from "../../../../lib/vault/notices/notice.ts";
import { tamperNotice } from "../../../../lib/vault/notices/tamper-notice.ts";
import { protectedParameter } from "../../../../lib/vault/parameter.ts";
import { plain } from "../../../../lib/vault/plain.ts";
import { note, rowsOf } from "../../../support/ledger-samples.ts";
import { HOME } from "../../../support/memory/memory-vault.ts";
import { hostileText, MARK, pasted } from "../../../support/shell-words.ts";

/** Every message there is, with the same text for every name, id, reason and person. */
function messages(hostile: string): Notice[] {
  const parameter = protectedParameter(HOME, `/sst/passphrase/${hostile}`);
  const known = { liveWrittenBy: hostile, liveWrittenAt: "2026-11-22T12:00:00.123Z" };
  const detail = { from: "ok", reason: hostile, recoveryPoint: hostile, replaced: hostile, statedReason: hostile };
  const details: Entry["detail"][] = ["recoverable", "split", "lost", "retired"].flatMap((to) => [
    { ...detail, to, hadResources: true, storedInClear: hostile },
    { ...detail, ...known, to, because: { code: "gone-again" } },
  ]);
  const actors = [null, { arn: hostile, proof: "stated" as const }];
  const entries = EntryType.options.flatMap((type) =>
    details.flatMap((of) => actors.map((actor) => note({ type, actor, detail: of }))),
  );
  const damages = [
    { code: "ledger-damaged" as const, entries: [1], recoveryPoints: [hostile] },
    { code: "ledger-newer" as const, entries: [1] },
  ];
  const tampering = { parameter: parameter.arn, seq: 1, how: "changed" as const, at: "2026-11-22T12:00:00.123Z" };
  const where = { ...HOME, vault: "sst-vault", ledgerTable: hostile };
  return [
    ...rowsOf(parameter, entries).flatMap(({ entry }) => notices([entry], "sst-vault")),
    ...damages.map((damage) => damageNotice(parameter, damage, "sst-vault")),
    tamperNotice([{ ...tampering, expired: true }], where),
  ];
}

const linesOf = ({ text }: Notice) => text.split("\n");

test("no name, id, reason or person begins a line of a message, or leaves its word in a command there", () => {
  const usual = messages("shop/prod").map((message) => linesOf(message).length);
  expect(usual.length).toBeGreaterThan(30);
  fc.assert(
    fc.property(hostileText, (hostile) => {
      const told = messages(hostile);
      expect(told.map((message) => linesOf(message).length)).toEqual(usual);
      const lines = told.flatMap(linesOf).flatMap((line) => /(?:^|: )((?:npx|aws|npm) .*)$/.exec(line)?.[1] ?? []);
      expect(lines.length).toBeGreaterThan(usual.length);
      const { commands, errors, strays } = pasted(lines);
      expect({ errors, strays }).toEqual({ errors: "", strays: [] });
      expect(commands).toHaveLength(lines.length);
      // In the query for CloudTrail, a single quote is spelled as the query's own language wants it.
      const spellings = [plain(hostile), plain(hostile.replaceAll("'", "\\'"))];
      for (const word of commands.flat().filter((text) => text.includes(MARK))) {
        expect(spellings.reduce((left, spelling) => left.replaceAll(spelling, ""), word)).not.toContain(MARK);
      }
    }),
    { numRuns: 20, examples: [["zzMARKzz'; npx evil; 'zzMARKzz"], ["zzMARKzz\nnpx evil\nzzMARKzz"]] },
  );
});
