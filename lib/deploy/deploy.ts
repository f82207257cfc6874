import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listCommand } from "../cli/commands/list.ts";
import { type CliPorts, openContext } from "../cli/context.ts";
import { DONE, type ExitCode } from "../cli/exit-codes.ts";
import type { Io } from "../cli/io.ts";
import { plain } from "../cli/render/plain.ts";
import { style } from "../cli/render/style.ts";
import { who } from "../cli/render/who.ts";
import { VaultError } from "../vault/errors.ts";
import { APP_FOLDER, cdk } from "./cdk.ts";
import { type DeployRequest, readRequest } from "./deploy-request.ts";
import { firstSweep, sweptText } from "./first-sweep.ts";
import { nextSteps } from "./next-steps.ts";
import { findTarget, isBootstrapped, type Target } from "./target.ts";

/**
 * `npm run deploy`: says where and as whom, asks, bootstraps where needed, deploys, and waits for the first
 * sweep. Running it again brings the vault up to this checkout.
 * @throws VaultError, SettingError, CommanderError (help)
 */
export async function deploy(argv: string[], ports: CliPorts): Promise<ExitCode> {
  const { io } = ports;
  const request = readRequest(argv, io.out);
  const target = await findTarget(request);
  await confirm(io, request, target);

  const environment = childEnvironment(target);
  const bootstrapped = await isBootstrapped(target, request.profile);
  if (!bootstrapped) {
    io.err("\nthe CDK has not been bootstrapped here yet: doing so, once\n");
    await step("bootstrap", [`aws://${target.account}/${target.region}`], request, environment);
  }
  io.err(`\ndeploying ${request.stack} …\n`);
  const { Topic = "" } = await deployStack(request, environment);

  const options = { ...GLOBAL, region: request.region, profile: request.profile, vault: request.settings.vaultName };
  const context = openContext(ports, options, style(io.color));
  const swept = await firstSweep(context);
  io.out("\n");
  await listCommand.run(context, [], {});
  io.out(`\n${sweptText(context, swept)}`);
  const { notify } = request.settings;
  io.out(`\n${nextSteps({ options, region: target.region, topic: Topic, notify, ...swept }, io.columns)}`);
  return DONE;
}

const GLOBAL = { json: false, color: true, yes: false };

async function confirm(
  io: Io,
  { settings, stack, yes }: DeployRequest,
  { account, region, arn }: Target,
): Promise<void> {
  const messages = settings.notify ? `messages go to ${settings.notify}` : "nobody gets messages yet (-c notify=mail)";
  io.err(`account ${account}, region ${region}, as ${plain(who(arn, account))}
stack ${stack}: protects ${settings.prefix}*, sweeps at ${settings.sweepSchedule}; ${messages}
It costs about $1 a month for its key, and cents for the rest; key and tables stay when the stack goes.
`);
  if (yes) return;
  const refuse = (why: string) =>
    new VaultError("Refused", `${why}: nothing was deployed`, "--yes deploys without being asked");
  if (!io.interactive) throw refuse("nobody is here to confirm");
  if (!(await io.confirm("Deploy there?"))) throw refuse("not confirmed");
}

async function deployStack(
  request: DeployRequest,
  environment: Record<string, string>,
): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "sst-vault-deploy-"));
  try {
    const outputs = join(folder, "outputs.json");
    const context = request.context.flatMap((pair) => ["--context", pair]);
    const unasked = ["--require-approval", "never"];
    const args = [
      request.stack,
      ...unasked,
      "--output",
      join(folder, "cdk.out"),
      "--outputs-file",
      outputs,
      ...context,
    ];
    await step("deploy", args, request, environment);
    return JSON.parse(await readFile(outputs, "utf8"))[request.stack] ?? {};
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The CDK's own words go to the terminal: they are what the AWS console would say. */
async function step(command: string, args: string[], { profile }: DeployRequest, environment: Record<string, string>) {
  const as = profile === undefined ? [] : ["--profile", profile];
  const code = await cdk([command, ...args, ...as], { environment, cwd: APP_FOLDER });
  if (code === 0) return;
  throw new VaultError(
    "Unexpected",
    `cdk ${command} failed; its own words are above`,
    "mend that and run npm run deploy again: it goes on where it stopped, and nothing the vault keeps is lost",
  );
}

/** The user's own environment, but for the region, which the CDK must take from where we took it. */
function childEnvironment({ region }: Target): Record<string, string> {
  const own = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(own), AWS_REGION: region, AWS_DEFAULT_REGION: region };
}
