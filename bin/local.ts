import { parseArgs } from "node:util";
import { LocalAwsError } from "../lib/local/local-aws-error.ts";
import { startLocalVault } from "../lib/local/local-vault.ts";

const USAGE = `usage: npm run local [-- --port N]

Starts a local AWS with the vault deployed, prints the environment that reaches it, and stays until Ctrl-C.
In another terminal: paste the lines it prints, then use the AWS CLI, sst and npx sst-vault as on AWS.
`;

/** `npm run local`: talk on stderr; on stdout only what sets the environment, so that a shell can read them. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: "string" }, help: { type: "boolean" } } });
  if (values.help) return void process.stdout.write(USAGE);
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536)) {
    throw new LocalAwsError(`--port takes a number from 1 to 65535, not "${values.port}"`);
  }
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const { emulator } = await startLocalVault({ say, ...(port !== undefined && { port }) });
  say("in another terminal, paste:");
  // A profile or a session of the user's own would win over the credentials.
  process.stdout.write("unset AWS_PROFILE AWS_SESSION_TOKEN\n");
  for (const [name, value] of Object.entries(emulator.environment)) {
    if (name.startsWith("AWS_")) process.stdout.write(`export ${name}=${value}\n`);
  }
  process.stdout.write("ready\n");
  say("Ctrl-C ends it and removes all it made");
  setInterval(() => {}, 2 ** 30);
}

main().catch((error: unknown) => {
  const misused = error instanceof TypeError && "code" in error;
  if (!(error instanceof LocalAwsError) && !misused) throw error;
  process.stderr.write(misused ? `${error.message}\n\n${USAGE}` : `${error.message}\n`);
  process.exit(misused ? 2 : 1);
});
