import { beforeAll, describe, expect, test } from "vitest";
import { newPassphrase, secretsFile, stateFile } from "../../../../lib/local/sst-files.ts";
import { Passphrase } from "../../../../lib/sst/passphrase.ts";
import { parseSecretsFile } from "../../../../lib/sst/secrets-file.ts";
import { parseStateFile } from "../../../../lib/sst/state-file.ts";
import type { Artifacts } from "../../../../lib/vault/verify/artifact.ts";
import { type Candidate, collectEvidence } from "../../../../lib/vault/verify/evidence.ts";

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
const atOnce = () => 0;

describe("evidence", () => {
  test("finds what opens an artifact, and counts equal values as one", async () => {
    const { opens, values } = await collectEvidence(artifacts, candidates(wrong, right, wrong, right), {}, atOnce);
    expect([...opens.values()].map(({ state, secrets }) => [state, secrets])).toEqual([
      ["no", "no"],
      ["yes", "yes"],
      ["no", "no"],
      ["yes", "yes"],
    ]);
    expect(values).toBe(2);
  });

  test("on the state is given up after a minute, and then proves nothing: not that nothing opens it", async () => {
    const { state, secrets, opens } = await collectEvidence(artifacts, candidates(wrong, right), {}, () => 61);
    expect(state.openedBy).toBeNull();
    expect([...(secrets.openedBy ?? [])]).toEqual(["point-1"]);
    expect(opens.get("point-1")).toEqual({ state: "untested", secrets: "yes" });
  });

  test("tries first what opens the secrets, so that one round of two is enough", async () => {
    let rounds = 0;
    const others = Array.from({ length: 9 }, () => new Passphrase(newPassphrase()));
    const { state } = await collectEvidence(artifacts, candidates(...others, right), {}, () => {
      rounds += 1;
      return 0;
    });
    expect([...(state.openedBy ?? [])]).toEqual(["point-9"]);
    expect(rounds).toBe(1);
  });
});
