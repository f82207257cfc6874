import fc from "fast-check";
import { beforeAll, expect, test, vi } from "vitest";
import { newPassphrase, secretsFile, stateFile, undeployedStateFile } from "../../../../lib/local/sst-files.ts";
import type * as Opens from "../../../../lib/sst/opens.ts";
import { takeStock } from "../../../../lib/vault/capture/look.ts";
import { restore } from "../../../../lib/vault/restore/restore.ts";
import { assess } from "../../../../lib/vault/verify/assess.ts";
import { verify } from "../../../../lib/vault/verify/verify.ts";
import { captureNewest } from "../../../support/capture-newest.ts";
import { OWN_SESSION } from "../../../support/memory/memory-parameter-store.ts";
import { MemoryVault, stage } from "../../../support/memory/memory-vault.ts";

// The real PBKDF2, run once for each pair of a state and a value: the histories ask thousands of times.
vi.mock("../../../../lib/sst/opens.ts", async (original) => {
  const real = await original<typeof Opens>();
  const answers = new Map<string, Promise<boolean>>();
  const opensState: typeof real.opensState = (state, value) => {
    const pair = `${state.salt.toString("hex")} ${value.reveal()}`;
    const answer = answers.get(pair) ?? real.opensState(state, value);
    answers.set(pair, answer);
    return answer;
  };
  return { ...real, opensState };
});

const PARAMETER = stage("prod");
const { name } = PARAMETER;
const STATE = "app/shop/prod.json";
const SECRETS = "secret/shop/prod.json";
const [one, two] = [newPassphrase(), newPassphrase()];
/** The same bytes in other spellings, too: Go's base64 skips line breaks, PBKDF2 takes every byte. */
const VALUES = [one, two, `${one}\n`, `${one.slice(0, 4)}\n${one.slice(4)}`];
let states: Buffer[];
beforeAll(async () => {
  states = [await stateFile(one), await stateFile(one), await stateFile(two), undeployedStateFile()];
});

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("put" as const), value: fc.nat(VALUES.length - 1) }) },
  fc.constant({ do: "delete" as const }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant("state" as const), file: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("secrets" as const), value: fc.nat(1) }) },
  fc.record({ do: fc.constant("remove" as const), state: fc.boolean(), versions: fc.boolean() }),
  { weight: 4, arbitrary: fc.constant({ do: "verify" as const }) },
);

test("a verify that may remember says what one that remembers nothing says, and a restore's dry run", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      const vault = new MemoryVault();
      for (const next of [...steps, { do: "verify" as const }, { do: "verify" as const }]) {
        vault.clock.advance(60_000);
        switch (next.do) {
          case "put":
            vault.store.userPut(name, VALUES[next.value] ?? "");
            await captureNewest(vault, PARAMETER);
            break;
          case "delete":
            if (vault.store.userDelete(name)) await captureNewest(vault, PARAMETER);
            break;
          case "state":
            vault.bucket.put(STATE, states[next.file] ?? Buffer.alloc(0));
            break;
          case "secrets":
            vault.bucket.put(SECRETS, secretsFile(VALUES[next.value] ?? ""));
            break;
          case "remove":
            vault.bucket.remove(next.state ? STATE : SECRETS, next.versions);
            break;
          case "verify":
            if (vault.rows(PARAMETER).length > 0) await compare(vault);
        }
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 300) },
  );
}, 600_000);

async function compare(vault: MemoryVault): Promise<void> {
  const ports = vault.ports();
  const remembered = await verify(ports, PARAMETER, "sweep");
  const proof = vault.tables.proofs.get(PARAMETER.arn) ?? expect.fail("a test leaves a proof");
  const stock = await takeStock(ports, PARAMETER, () => ports.ledger.rows(PARAMETER.arn));
  const anew = await assess(ports, PARAMETER, stock, proof);
  expect(remembered).toMatchObject({
    verdict: anew.verdict,
    cause: anew.cause,
    recoveryPoint: anew.recoveryPoint,
  });
  expect(proof.live).toEqual(anew.live);
  expect(proof.opens).toEqual(Object.fromEntries([...anew.opens].filter(([id]) => id !== "live")));

  const settings = { recreateWaitSeconds: 0, self: OWN_SESSION };
  const dry = await restore(ports, PARAMETER, { dryRun: true }, settings);
  if (anew.verdict === "ok") expect(dry).toMatchObject({ outcome: "unchanged" });
  if (anew.verdict === "recoverable") {
    expect(dry).toMatchObject({ outcome: "planned", recoveryPoint: anew.recoveryPoint });
    expect(dry.opens).toEqual(remembered.opens);
  }
  if (anew.verdict === "split" || anew.verdict === "lost") expect(dry).toMatchObject({ outcome: "refused" });
}
