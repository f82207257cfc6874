// `npm run bench [-- [name …] [--json]]`: measures the vault on a local AWS of its own. Ratios are of one run: machines differ.
import { parseArgs } from "node:util";
import { startLocalVault } from "../lib/local/local-vault.ts";
import { BENCHES } from "../test/bench/all.ts";
import { report } from "../test/bench/report.ts";

const USAGE = `usage: npm run bench [-- [name …] [--json]]

Measures the vault on a local AWS of its own, each figure beside its lower bound. Names, all unless given:
${Object.keys(BENCHES).join(", ")}
`;
const { values, positionals } = parseArgs({
  options: { json: { type: "boolean" }, help: { type: "boolean" } },
  allowPositionals: true,
  strict: false,
});
const wanted = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const odd = Object.keys(values).filter((name) => name !== "json" && name !== "help");
if (values.help || odd.length > 0 || wanted.some((name) => !Object.hasOwn(BENCHES, name))) {
  process.stderr.write(USAGE);
  process.exit(values.help ? 0 : 2);
}
const say = (line: string) => void process.stderr.write(`${line}\n`);
// As in AWS, where a trail tells of a call minutes later: here after all that is measured.
const vault = await startLocalVault({ say, control: true, trailLagSeconds: 3600 });
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
