// `npm run bench [-- name …]`: measures the vault on a local AWS of its own. Ratios are of one run: machines differ.
import { parseArgs } from "node:util";
import { startLocalVault } from "../lib/local/local-vault.ts";
import { BENCHES } from "../test/bench/all.ts";
import { report } from "../test/bench/report.ts";

const { values, positionals } = parseArgs({ options: { json: { type: "boolean" } }, allowPositionals: true });
const wanted = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const unknown = wanted.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) {
  process.stderr.write(`there is no bench "${unknown}": ${Object.keys(BENCHES).join(", ")}\n`);
  process.exit(2);
}
const say = (line: string) => void process.stderr.write(`${line}\n`);
const vault = await startLocalVault({ say, control: true });
try {
  const measured = [];
  for (const name of wanted) {
    say(`measuring ${name} …`);
    measured.push(...(await BENCHES[name as keyof typeof BENCHES](vault)));
  }
  process.stdout.write(values.json ? `${JSON.stringify(measured, null, 2)}\n` : report(measured));
} finally {
  await vault.emulator.stop();
}
