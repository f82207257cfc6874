import { describe, expect, test } from "vitest";
import { WHERE_TO_TYPE } from "../../../../lib/vault/commands.ts";
import type { Draft } from "../../../../lib/vault/ledger/ledger.ts";
import { notices } from "../../../../lib/vault/notices/notice.ts";
import { trailLookup } from "../../../../lib/vault/notices/trail-lookup.ts";
import { protectedParameter } from "../../../../lib/vault/parameter.ts";
import { note, point, rowsOf } from "../../../support/ledger-samples.ts";
import { HOME, stage } from "../../../support/memory/memory-vault.ts";

const ops = { arn: "arn:aws:iam::000000000000:user/ops", proof: "stated" } as const;

/** How to find who changed the stage, from that time on. */
function lookup(from: string) {
  const name = "/sst/passphrase/shop/dev";
  return trailLookup({ region: "us-east-1", name }, { from, to: "2026-11-22T12:05:00.123Z" });
}

/** The notice of one entry. */
function told(draft: Partial<Draft>, of = stage("dev")) {
  const [row] = rowsOf(of, [note({ detail: {}, ...draft })]);
  return row ? (notices([row.entry], "sst-vault")[0] ?? null) : null;
}

describe("people are told", () => {
  test("of versions that could not be kept: which, why, who wrote them, and what to type", () => {
    const detail = { from: 2, to: 2, reason: "could not be decrypted: InvalidKeyId" };
    const message = told({ type: "capture-missed", detail, actor: { ...ops, proof: "ssm" } });
    expect(message?.subject).toBe("[sst-vault] capture missed: shop/dev");
    expect(message?.text).toBe(
      [
        "Version 2 of the passphrase /sst/passphrase/shop/dev, written 2026-11-22T12:00:00.123Z, could not be kept: could not be decrypted: InvalidKeyId.",
        "It was written by arn:aws:iam::000000000000:user/ops.",
        "To see what the vault holds: npx sst-vault history /sst/passphrase/shop/dev --region us-east-1",
        WHERE_TO_TYPE,
        "Account 000000000000, region us-east-1, 2026-11-22T12:00:00.123Z.",
      ].join("\n\n"),
    );
    expect(told({ type: "capture-missed", detail: { ...detail, to: 51 } })?.text).toContain("Versions 2 to 51 of");
  });

  test("of a value nobody could read how to find who wrote it", () => {
    const message = told({ type: "capture-missed", detail: { reason: "deleted before it could be read" } });
    expect(message?.text).toContain("A value of the passphrase /sst/passphrase/shop/dev");
    expect(message?.text).toContain(
      `To see who changed it (AWS knows some minutes later): ${lookup("2026-11-21T12:00:00.123Z")}`,
    );
  });

  test("of a restore, done or refused, with who asked for it, as far as is known", () => {
    const done = told({ type: "restored", actor: ops, detail: { recoveryPoint: "20261122T120000.123Z-1" } });
    expect(done?.text).toContain("was restored from recovery point 20261122T120000.123Z-1");
    expect(done?.text).toContain("Asked for by arn:aws:iam::000000000000:user/ops (as the caller says)");
    const more = { replaced: "20261122T130000.000Z-2", wasAbsent: false, statedReason: "incident 7" };
    const why = told({ type: "restored", actor: ops, detail: { recoveryPoint: "20261122T120000.123Z-1", ...more } });
    expect(why?.text).toContain("recovery point 20261122T120000.123Z-1, in the place of 20261122T130000.000Z-2.");
    expect(why?.text).toContain('(as the caller says). Reason given: "incident 7".');
    const back = told({ type: "restored", detail: { recoveryPoint: "x", replaced: null, wasAbsent: true } });
    expect(back?.text).toContain("from recovery point x; there was none any more.");
    const refused = told({ type: "restore-refused", detail: { reason: "its recovery points differ" } });
    expect(refused?.subject).toBe("[sst-vault] restore refused: shop/dev");
    expect(refused?.text).toContain("nothing was changed: its recovery points differ.");
    expect(refused?.text).toContain("Who asked was not said.");
  });

  test("of a stage whose state lost its resources, which sst remove does on purpose, and of no other retired one", () => {
    const detail = { from: "ok", to: "retired", reason: "the state has no resources", hadResources: true };
    expect(told({ type: "verdict-changed", detail })?.subject).toBe(
      "[sst-vault] stage has no resources any more: shop/dev",
    );
    expect(told({ type: "verdict-changed", detail: { ...detail, hadResources: undefined } })).toBeNull();
    expect(told({ type: "verdict-changed", detail: { ...detail, from: "unproven" } })).toBeNull();
  });

  test("of a stage that is broken, once, with the command that mends it, whichever vault and region it is", () => {
    const detail = { from: "ok", to: "recoverable", reason: "recovery point x opens state, the live value does not" };
    const rows = rowsOf(stage("dev"), [note({ type: "verdict-changed", detail })]);
    const [message, ...more] = notices(
      rows.map(({ entry }) => entry),
      "other",
    );
    expect(more).toEqual([]);
    expect(message?.subject).toBe("[sst-vault] passphrase gone, can be restored: shop/dev");
    expect(message?.text).toContain("Run no sst deploy, diff or dev before it is mended");
    const wrong = told({
      type: "verdict-changed",
      detail: { ...detail, liveWrittenBy: "x", liveWrittenAt: "2026-11-22T11:59:58.001Z" },
    });
    expect(wrong?.subject).toBe("[sst-vault] passphrase wrong, can be restored: shop/dev");
    expect(wrong?.text).not.toContain("sst deploy");
    expect(message?.text).toContain(
      "To mend it: npx sst-vault restore /sst/passphrase/shop/dev --region us-east-1 --vault other",
    );
    expect(told({ type: "verdict-changed", detail: { ...detail, to: "ok" } })).toBeNull();
  });

  test("of a stage that is broken by a value somebody wrote: who did, and how to find who did what before", () => {
    const writer = "arn:aws:sts::000000000000:assumed-role/Deploy/ci";
    const live = { liveWrittenBy: writer, liveWrittenAt: "2026-11-22T11:59:58.001Z" };
    const detail = {
      from: "ok",
      to: "recoverable",
      cause: "capture",
      reason: "x opens state, the live value does not",
    };
    expect(told({ type: "verdict-changed", detail: { ...detail, ...live } })?.text).toBe(
      [
        "The stage cannot be read with the passphrase /sst/passphrase/shop/dev as it is now: x opens state, the live value does not.",
        "To mend it: npx sst-vault restore /sst/passphrase/shop/dev --region us-east-1",
        `The value that is live now was written by ${writer} at 2026-11-22T11:59:58.001Z.`,
        `To see who changed it (AWS knows some minutes later): ${lookup("2026-11-22T10:59:58.001Z")}`,
        WHERE_TO_TYPE,
        "Account 000000000000, region us-east-1, 2026-11-22T12:00:00.123Z.",
      ].join("\n\n"),
    );
    const gone = told({ type: "verdict-changed", detail: { ...detail, cause: "sweep" } });
    expect(gone?.text).not.toContain("live now");
    expect(gone?.text).toContain(lookup("2026-11-21T12:00:00.123Z"));
  });

  test("of many versions missed at once in one message", () => {
    const missed = [1, 2, 3].map((version) => ({ from: version, to: version, reason: "no key" }));
    const rows = rowsOf(
      stage("dev"),
      missed.map((detail) => note({ type: "capture-missed", detail })),
    );
    const told = notices(
      rows.map(({ entry }) => entry),
      "sst-vault",
    );
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain("2 more of its versions");
  });

  test("nothing of what needs no action", () => {
    expect(told({ type: "deleted" })).toBeNull();
    expect(told(point(stage("dev")))).toBeNull();
  });
});

test("a subject is one line of ASCII under a hundred characters, whatever the parameter is called", () => {
  const odd = ["x".repeat(120), "é\u0007\n👩‍🚀", "--help"].map((name) => stage(name));
  for (const parameter of [...odd, protectedParameter(HOME, `/sst/passphrase/${"deep/".repeat(40)}er`)]) {
    const subject = told({ type: "restored", detail: { recoveryPoint: "x" } }, parameter)?.subject ?? "";
    expect(subject).toMatch(/^\[sst-vault\] passphrase restored: [\x20-\x7e]+$/);
    expect(subject.length).toBeLessThan(100);
  }
  const flat = protectedParameter(HOME, "/sst/passphrase/flat");
  expect(told({ type: "restored" }, flat)?.subject).toBe("[sst-vault] passphrase restored: /sst/passphrase/flat");
});
