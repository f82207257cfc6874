import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { newPassphrase, secretsFile, stateFile } from "../../../../lib/local/sst-files.ts";
import { opensSecrets, opensState } from "../../../../lib/sst/opens.ts";
import { Passphrase } from "../../../../lib/sst/passphrase.ts";
import { parseSecretsFile } from "../../../../lib/sst/secrets-file.ts";
import { parseStateFile } from "../../../../lib/sst/state-file.ts";
import { restore } from "../../../../lib/vault/restore/restore.ts";
import { captureOne } from "../../../support/capture-one.ts";
import { OWN_SESSION } from "../../../support/memory/memory-parameter-store.ts";
import { MemoryVault, stage } from "../../../support/memory/memory-vault.ts";

const PASSPHRASES = [newPassphrase(), newPassphrase(), newPassphrase()];
const parameter = stage("prod");
const { name } = parameter;
let states: Buffer[];
/** What each passphrase opens of each state; PBKDF2 is run once for each pair, here. */
let opens: boolean[][];
beforeAll(async () => {
  states = await Promise.all(PASSPHRASES.map((value) => stateFile(value)));
  const parsed = await Promise.all(states.map(parseStateFile));
  opens = await Promise.all(
    parsed.map((state) =>
      Promise.all(
        PASSPHRASES.map(async (value) => state.kind === "present" && opensState(state, new Passphrase(value))),
      ),
    ),
  );
});

const which = fc.nat(PASSPHRASES.length - 1);
const world = fc.record({
  /** Values stored one after the other; null deletes. */
  history: fc.array(fc.option(which, { freq: 3 }), { minLength: 1, maxLength: 5 }),
  state: fc.option(which),
  secrets: fc.option(which),
  named: fc.option(fc.nat()),
  between: fc.option(which, { freq: 1 }),
});

test("a restore loses no value, and unforced leaves none that opens less than the one it replaced", async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ history, state, secrets, named, between }) => {
      const vault = new MemoryVault();
      for (const value of history) {
        if (value === null) vault.store.userDelete(name);
        else vault.store.userPut(name, PASSPHRASES[value] ?? "");
        const event = vault.store.events.at(-1);
        if (event) {
          await captureOne(vault.ports(), parameter, {
            hint: { kind: event.operation, at: event.at, source: "event" },
          });
        }
        vault.clock.advance(60_000);
      }
      const secretsBytes = secrets === null ? null : secretsFile(PASSPHRASES[secrets] ?? "");
      if (state !== null) vault.bucket.put("app/shop/prod.json", states[state] ?? Buffer.alloc(0));
      if (secretsBytes) vault.bucket.put("secret/shop/prod.json", secretsBytes);
      const parsedSecrets = secretsBytes && (await parseSecretsFile(secretsBytes));
      const opened = (value: string | undefined): string[] => {
        if (value === undefined) return [];
        const ofSecrets = parsedSecrets?.kind === "present" && opensSecrets(parsedSecrets, new Passphrase(value));
        const ofState = state !== null && opens[state]?.[PASSPHRASES.indexOf(value)] === true;
        return [...(ofState ? ["state"] : []), ...(ofSecrets ? ["secrets"] : [])];
      };

      const points = vault.rows(parameter).flatMap(({ entry }) => entry.recoveryPoint?.id ?? []);
      const recoveryPoint = named === null || points.length === 0 ? undefined : points[named % points.length];
      if (between !== null) vault.store.beforePut = () => vault.store.userPut(name, PASSPHRASES[between] ?? "");
      const before = vault.store.live(name)?.value?.reveal();
      if (points.length === 0 && before === undefined) return;
      const request = recoveryPoint === undefined ? {} : { recoveryPoint };
      const answer = await restore(vault.ports(), parameter, request, { recreateWaitSeconds: 30, self: OWN_SESSION });

      const after = vault.store.live(name)?.value?.reveal();
      if (answer.outcome !== "restored" && vault.store.beforePut) expect(after).toBe(before);
      if (answer.outcome === "restored" && state !== null && opened(before).includes("state")) {
        expect(opened(after)).toContain("state");
      }
      if (answer.outcome === "restored" && state === null && opened(before).includes("secrets")) {
        expect(opened(after)).toContain("secrets");
      }
      // Whatever was ever stored, and could be read, is in the vault.
      const kept = vault.rows(parameter).flatMap(({ entry }) => entry.recoveryPoint ?? []);
      const identities = new Set(kept.map(({ createdAt, version }) => `${createdAt} ${version}`));
      for (const made of vault.store.everything) expect(identities).toContain(`${made.createdAt} ${made.version}`);
    }),
    { numRuns: 60 },
  );
}, 600_000);
