import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listCommand } from "../cli/commands/list.ts";
import { showStatus } from "../cli/commands/status.ts";
import { type CliPorts, openContext } from "../cli/context.ts";
import { type ExitCode, FINDINGS } from "../cli/exit-codes.ts";
import type { Io } from "../cli/io.ts";
import { style } from "../cli/render/style.ts";
import { who } from "../cli/render/who.ts";
import type { Settings } from "../infra/settings.ts";
import { APP_FOLDER, cdk } from "../local/cdk.ts";
import { StatusResponse } from "../vault/api.ts";
import { shellCommand } from "../vault/commands.ts";
import { VaultError } from "../vault/errors.ts";
import { plain } from "../vault/plain.ts";
import { checked, type DeployRequest, readRequest } from "./deploy-request.ts";
import { changes, type Deployed, deployedStack, letGo, settle } from "./deployed.ts";
import { assertLedgerThere, ledgerLeft, withStream } from "./existing-ledger.ts";
import { firstSweep, isComplete, sweptText } from "./first-sweep.ts";
import { nextSteps } from "./next-steps.ts";
import { toRepair } from "./repairs.ts";
import { findTarget, isBootstrapped, type Target, targetEnvironment } from "./target.ts";

/**
 * `npm run deploy`: says where and as whom, asks, bootstraps where needed, deploys, waits for the first sweep, and ends
 * with the vault's health. Running it again brings the vault up to this checkout, with the settings it has, and puts
 * back what is missing or was changed outside its stack.
 * @returns 5 if the vault is not healthy, or something is not captured and tested
 * @throws VaultError; CommanderError once help is written
 */
export async function deploy(argv: string[], ports: CliPorts): Promise<ExitCode> {
  const { io } = ports;
  const request = readRequest(argv, io.out);
  const target = await findTarget(request);
  const deployed = await deployedStack(target, request.stack);
  const settings = await withStream(
    checked(() => settle(request.given, kept(deployed))),
    target,
  );
  const { region, profile, vaultName: vault } = request;
  const options = { json: false, color: true, yes: false, region, profile, vault };
  const context = openContext(ports, options, style(io.color));
  const repairs = kept(deployed) ? await toRepair(context) : [];
  if (repairs.length > 0) await assertLedgerThere(target, deployed);
  const plan = { request, target, settings, deployed, repairs, bootstrapped: await isBootstrapped(target) };
  await confirm(io, plan);

  const environment = targetEnvironment(target);
  if (!plan.bootstrapped) await step("bootstrap", [`aws://${target.account}/${target.region}`], environment);
  if (deployed === "failed") await letGo(target, request.stack);
  io.err(`\ndeploying ${request.stack} …\n`);
  await deployStack(plan, environment);

  const swept = await firstSweep(context);
  const status = await context.ask("query", { op: "status" }, StatusResponse);
  io.out("\n");
  await listCommand.run(context, [], {});
  io.out(`\n${sweptText(swept, status.checks)}`);
  const { notify } = settings;
  const subscribed = notify !== undefined && notify !== kept(deployed)?.get("notify");
  const done = { options, region: target.region, notify, subscribed, parameters: swept.parameters };
  io.out(`\n${nextSteps(done, io.columns)}\n`);
  const code = showStatus(context, status);
  return isComplete(swept) ? code : FINDINGS;
}

interface Plan {
  request: DeployRequest;
  target: Target;
  settings: Settings;
  deployed: Deployed | null;
  /** What is to be put back, in words. */
  repairs: string[];
  bootstrapped: boolean;
}

/** The settings that the stack has now, where it stands. */
const kept = (deployed: Deployed | null) => (deployed === null || deployed === "failed" ? null : deployed.settings);

async function confirm(io: Io, plan: Plan): Promise<void> {
  io.err(planText(plan));
  if (plan.request.yes) return;
  const refuse = (why: string) =>
    new VaultError("Refused", `${why}: nothing was deployed`, "--yes deploys without being asked");
  if (!io.interactive) throw refuse("nobody is here to confirm");
  if (!(await io.confirm("Deploy there?"))) throw refuse("not confirmed");
}

/** All that a yes agrees to. */
function planText({ request, target, settings, deployed, repairs, bootstrapped }: Plan): string {
  const { account, region, arn } = target;
  const messages = settings.notify
    ? `messages go to ${settings.notify}`
    : "nobody gets messages (-c notify=you@example.com)";
  const changed = changes(settings, kept(deployed));
  return [
    `account ${account}, region ${region}, as ${plain(who(arn, account))}`,
    `stack ${request.stack}: ${standing(deployed)}`,
    `protects ${settings.prefix}*, sweeps at ${settings.sweepSchedule}; ${messages}`,
    ...(settings.ledgerTable ? [`goes on with the ledger ${settings.ledgerTable}, under ${settings.keyArn}`] : []),
    ...(changed.length > 0 ? ["changes settings:", ...changed.map(plain)] : []),
    ...(repairs.length > 0 ? [REPAIRS, ...repairs.map((one) => `  ${plain(one)}`)] : []),
    ...(bootstrapped ? [] : [BOOTSTRAP]),
    ...keptText(settings, deployed),
    "",
  ].join("\n");
}

/** What becomes of what is kept, or what keeping it costs. */
function keptText(settings: Settings, deployed: Deployed | null): string[] {
  if (deployed === null || deployed === "failed") return [COSTS];
  const left = ledgerLeft(settings, deployed);
  if (left === null) return ["key, ledger and all that is kept stay as they are"];
  return [
    `the ledger ${left} stays where it is, and is used no more: what only it keeps comes back by naming it again`,
    ...(settings.ledgerTable ? [] : ["a new, empty ledger is made, and filled with what Parameter Store holds"]),
  ];
}

function standing(deployed: Deployed | null): string {
  if (deployed === "failed") return "a first deploy failed; what is left of it is deleted, and it is made anew";
  return deployed ? "is there, and is brought up to this checkout" : "new here";
}

const BOOTSTRAP =
  "the CDK has not been bootstrapped here (or long ago): its stack CDKToolkit is made first, with a role that deploys";
const REPAIRS = "puts back, and with it all that was changed outside the stack:";
const COSTS =
  "costs: about $1 a month for its key, cents for what runs, at most $6 for alarms, figures and dashboard (README, Costs)";

async function deployStack(plan: Plan, environment: Record<string, string>): Promise<void> {
  const { request, target, settings, deployed, repairs } = plan;
  const folder = await mkdtemp(join(tmpdir(), "sst-vault-deploy-"));
  try {
    const given = Object.entries(settings).filter(([, value]) => value !== undefined);
    const context = given.flatMap(([name, value]) => ["--context", `${name}=${value}`]);
    const drift = repairs.length > 0 ? ["--revert-drift"] : [];
    const files = ["--output", join(folder, "cdk.out")];
    const args = [request.stack, "--require-approval", "never", ...drift, ...files, ...context];
    await step("deploy", args, environment, kept(deployed) ? AGAIN : againFromNothing(request.stack, target.region));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const AGAIN =
  "mend that and run npm run deploy again: it goes on where it stopped, and nothing the vault keeps is lost";

/** Key and tables stay whatever happens to their stack, also to one that is rolled back before it ever stood. */
function againFromNothing(stack: string, region: string): string {
  const words = ["--stack-name", stack, "--region", region];
  const left = shellCommand("aws", "cloudformation", "describe-stack-resources", ...words);
  return `mend that and run npm run deploy again. What this try made of a key and tables may stay, which nobody needs: ${left} names them`;
}

/** The CDK's own words go to the terminal: they are what the AWS console would say. */
async function step(command: string, args: string[], environment: Record<string, string>, hint = AGAIN): Promise<void> {
  const code = await cdk([command, ...args], { environment, cwd: APP_FOLDER });
  if (code === 0) return;
  throw new VaultError("Unexpected", `cdk ${command} failed; its own words are above`, hint);
}
