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
import type { Settings } from "../infra/settings.ts";
import { APP_FOLDER, cdk } from "../local/cdk.ts";
import { VaultError } from "../vault/errors.ts";
import { type DeployRequest, readRequest } from "./deploy-request.ts";
import { changes, deployedSettings, settle, type Written } from "./deployed.ts";
import { firstSweep, sweptText } from "./first-sweep.ts";
import { nextSteps } from "./next-steps.ts";
import { findTarget, isBootstrapped, type Target, targetEnvironment } from "./target.ts";

/**
 * `npm run deploy`: says where and as whom, asks, bootstraps where needed, deploys, and waits for the first
 * sweep. Running it again brings the vault up to this checkout, with the settings it has.
 * @throws VaultError; CommanderError once help is written
 */
export async function deploy(argv: string[], ports: CliPorts): Promise<ExitCode> {
  const { io } = ports;
  const request = readRequest(argv, io.out);
  const target = await findTarget(request);
  const deployed = await deployedSettings(target, request.stack);
  const settings = settle(request.given, deployed);
  const plan = { request, target, settings, deployed, bootstrapped: await isBootstrapped(target) };
  await confirm(io, plan);

  const environment = targetEnvironment(target);
  if (!plan.bootstrapped) await step("bootstrap", [`aws://${target.account}/${target.region}`], environment);
  io.err(`\ndeploying ${request.stack} …\n`);
  const { Topic = "" } = await deployStack(plan, environment);

  const { region, profile, vaultName: vault } = request;
  const options = { json: false, color: true, yes: false, region, profile, vault };
  const context = openContext(ports, options, style(io.color));
  const swept = await firstSweep(context);
  io.out("\n");
  await listCommand.run(context, [], {});
  io.out(`\n${sweptText(context, swept)}`);
  const { notify } = settings;
  io.out(`\n${nextSteps({ options, region: target.region, topic: Topic, notify, ...swept }, io.columns)}`);
  return DONE;
}

interface Plan {
  request: DeployRequest;
  target: Target;
  settings: Settings;
  /** What the stack has now, where there is one. */
  deployed: Written | null;
  bootstrapped: boolean;
}

async function confirm(io: Io, plan: Plan): Promise<void> {
  io.err(planText(plan));
  if (plan.request.yes) return;
  const refuse = (why: string) =>
    new VaultError("Refused", `${why}: nothing was deployed`, "--yes deploys without being asked");
  if (!io.interactive) throw refuse("nobody is here to confirm");
  if (!(await io.confirm("Deploy there?"))) throw refuse("not confirmed");
}

/** All that a yes agrees to. */
function planText({ request, target, settings, deployed, bootstrapped }: Plan): string {
  const { account, region, arn } = target;
  const messages = settings.notify ? `messages go to ${settings.notify}` : "nobody gets messages (-c notify=mail)";
  const changed = changes(settings, deployed);
  return [
    `account ${account}, region ${region}, as ${plain(who(arn, account))}`,
    `stack ${request.stack}: ${deployed ? "is there, and is brought up to this checkout" : "new here"}`,
    `protects ${settings.prefix}*, sweeps at ${settings.sweepSchedule}; ${messages}`,
    ...(changed.length > 0 ? ["changes settings:", ...changed.map(plain)] : []),
    ...(bootstrapped ? [] : [BOOTSTRAP]),
    deployed ? "key, ledger and all that is kept stay as they are" : COSTS,
    "",
  ].join("\n");
}

const BOOTSTRAP =
  "the CDK has not been bootstrapped here (or long ago): its stack CDKToolkit is made first, with a role that deploys";
const COSTS =
  "costs: about $1 a month for its key, cents for what runs, at most $6 for alarms, figures and dashboard (README, Costs)";

async function deployStack({ request, settings }: Plan, environment: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), "sst-vault-deploy-"));
  try {
    const outputs = join(folder, "outputs.json");
    const given = Object.entries(settings).filter(([, value]) => value !== undefined);
    const context = given.flatMap(([name, value]) => ["--context", `${name}=${value}`]);
    const files = ["--output", join(folder, "cdk.out"), "--outputs-file", outputs];
    await step("deploy", [request.stack, "--require-approval", "never", ...files, ...context], environment);
    const told: Record<string, Record<string, string>> = JSON.parse(await readFile(outputs, "utf8"));
    return told[request.stack] ?? {};
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The CDK's own words go to the terminal: they are what the AWS console would say. */
async function step(command: string, args: string[], environment: Record<string, string>): Promise<void> {
  const code = await cdk([command, ...args], { environment, cwd: APP_FOLDER });
  if (code === 0) return;
  throw new VaultError(
    "Unexpected",
    `cdk ${command} failed; its own words are above`,
    "mend that and run npm run deploy again: it goes on where it stopped, and nothing the vault keeps is lost",
  );
}
