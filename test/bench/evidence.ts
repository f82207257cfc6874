import { pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { newPassphrase, secretsFile, stateFile } from "../../lib/local/sst-files.ts";
import { opensSecrets } from "../../lib/sst/opens.ts";
import { Passphrase } from "../../lib/sst/passphrase.ts";
import { parseSecretsFile } from "../../lib/sst/secrets-file.ts";
import { parseStateFile } from "../../lib/sst/state-file.ts";
import { collectEvidence, NO_MEMORY } from "../../lib/vault/verify/evidence.ts";
import { inTurns, type Measured, median, timed } from "./measure.ts";

const derive = promisify(pbkdf2);
/** Restore and verify have two vCPUs, as the machines that this is measured on. */
const CORES = 2;
const CANDIDATES = 8;

/** Finding that none of some values opens a state, beside nothing but the PBKDF2 it takes. */
export async function evidence(): Promise<Measured[]> {
  const right = newPassphrase();
  const state = await parseStateFile(await stateFile(right));
  const secrets = await parseSecretsFile(secretsFile(right));
  if (state.kind !== "present" || secrets.kind !== "present") throw new Error("the maker made no artifacts");
  const wrong = Array.from({ length: CANDIDATES }, (_, n) => ({ id: `${n}`, value: new Passphrase(newPassphrase()) }));
  const artifacts = { bucket: "b", state: { kind: "present" as const, file: state, etag: "e" }, secrets: null };

  const ours = () =>
    collectEvidence(
      artifacts,
      wrong.map(({ id }) => id),
      wrong,
      NO_MEMORY,
      () => 0,
    );
  const bare = async () => {
    for (let done = 0; done < CANDIDATES; done += CORES) {
      await Promise.all(
        Array.from({ length: CORES }, () => derive(randomBytes(32), randomBytes(8), 1_000_000, 32, "sha256")),
      );
    }
  };
  const took = await inTurns(5, ours, bare, 1);

  const value = new Passphrase(newPassphrase());
  // One after the other: side by side each would wait for the others.
  const tried: number[] = [];
  for (let n = 0; n < 200; n++) tried.push(await timed(() => opensSecrets(secrets, value)));
  return [
    {
      what: `evidence, ${CANDIDATES} values`,
      ...took,
      against: `${CANDIDATES} PBKDF2, two at once`,
      unit: "ms",
      aim: 1.1,
    },
    { what: "a secrets file", ours: median(tried), bound: 5, against: "what it may take", unit: "ms", aim: 1 },
  ];
}
