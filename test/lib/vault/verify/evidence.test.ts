import { beforeAll, describe, expect, test } from "vitest";
import { newPassphrase, secretsFile, stateFile } from "../../../../lib/local/sst-files.ts";
import { Passphrase } from "../../../../lib/sst/passphrase.ts";
import { parseSecretsFile } from "../../../../lib/sst/secrets-file.ts";
import { parseStateFile } from "../../../../lib/sst/state-file.ts";
import type { Artifacts } from "../../../../lib/vault/verify/artifact.ts";
import { type Candidate, collectEvidence, type Memory, NO_MEMORY } from "../../../../lib/vault/verify/evidence.ts";

const [right, wrong] = [new Passphrase(newPassphrase()), new Passphrase(newPassphrase())];
let artifacts: Artifacts;
beforeAll(async () => {
  const state = await parseStateFile(await stateFile(right.reveal()));
  const secrets = await parseSecretsFile(secretsFile(right.reveal()));
  if (state.kind !== "present" || secrets.kind !== "present") throw new Error("the maker made no artifacts");
  artifacts = {
    bucket: "sst-state",
    state: { kind: "present", file: state, etag: "s" },
    secrets: { kind: "present", file: secrets, etag: "t" },
  };
});

const candidates = (...values: Passphrase[]): Candidate[] => values.map((value, n) => ({ id: `point-${n}`, value }));
/** All at hand, unless ids of others are given. */
const tryThem = (at: Candidate[], memory = NO_MEMORY, elapsed = () => 0, ids = at.map(({ id }) => id)) =>
  collectEvidence(artifacts, ids, at, memory, elapsed);
const remembering = (answers: Record<string, { state: "yes" | "no"; secrets: "yes" | "no" }>): Memory => ({
  answer: (artifact, id) => answers[id]?.[artifact] ?? null,
});

describe("evidence", () => {
  test("finds what opens an artifact, and counts equal values as one", async () => {
    const { opens, values } = await tryThem(candidates(wrong, right, wrong, right));
    expect([...opens.values()].map(({ state, secrets }) => [state, secrets])).toEqual([
      ["no", "no"],
      ["yes", "yes"],
      ["no", "no"],
      ["yes", "yes"],
    ]);
    expect(values).toBe(2);
  });

  test("on the state is given up after a minute, and then proves nothing: not that nothing opens it", async () => {
    const { state, secrets, opens } = await tryThem(candidates(wrong, right), NO_MEMORY, () => 61);
    expect(state.openedBy).toBeNull();
    expect([...(secrets.openedBy ?? [])]).toEqual(["point-1"]);
    expect(opens.get("point-1")).toEqual({ state: "untested", secrets: "yes" });
  });

  test("tries first what opens the secrets, so that one round of two is enough", async () => {
    let rounds = 0;
    const others = Array.from({ length: 9 }, () => new Passphrase(newPassphrase()));
    const { state } = await tryThem(candidates(...others, right), NO_MEMORY, () => {
      rounds += 1;
      return 0;
    });
    expect([...(state.openedBy ?? [])]).toEqual(["point-9"]);
    expect(rounds).toBe(1);
  });

  test("remembers only for what was tried: another spelling that opens the secrets does not hide the value itself", async () => {
    const spelled = new Passphrase(`${right.reveal()}\n`);
    const first = await tryThem(candidates(spelled));
    expect(first.opens.get("point-0")).toEqual({ state: "no", secrets: "yes" });
    const memory = remembering({ "point-0": { state: "no", secrets: "yes" } });
    const { opens } = await tryThem(candidates(spelled, right), memory);
    expect([...opens.values()]).toEqual([
      { state: "no", secrets: "yes" },
      { state: "yes", secrets: "yes" },
    ]);
  });

  test("of a remembered opener decides about the others without another try of the state", async () => {
    let rounds = 0;
    const memory = remembering({ "point-0": { state: "yes", secrets: "yes" } });
    const { opens } = await tryThem(candidates(right, wrong, right), memory, () => {
      rounds += 1;
      return 0;
    });
    expect([...opens.values()].map(({ state }) => state)).toEqual(["yes", "no", "yes"]);
    expect(rounds).toBe(0);
  });

  test("keeps what was tried before the search was given up, so that the next one goes on from there", async () => {
    const memory = remembering({ "point-0": { state: "no", secrets: "no" } });
    const given = await tryThem(candidates(wrong, new Passphrase(newPassphrase()), right), memory, () => 61);
    expect(given.opens.get("point-0")?.state).toBe("no");
    expect(given.opens.get("point-1")?.state).toBe("untested");
  });

  test("of a candidate that is not at hand is what is remembered, and nothing else", async () => {
    const memory = remembering({ far: { state: "no", secrets: "no" } });
    const { opens } = await tryThem([], memory, () => 0, ["far", "unknown"]);
    expect(opens.get("far")).toEqual({ state: "no", secrets: "no" });
    expect(opens.get("unknown")).toEqual({ state: "untested", secrets: "untested" });
  });
});
