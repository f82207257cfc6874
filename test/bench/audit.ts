import { spawn } from "node:child_process";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { systemClock } from "../../lib/aws/function-shell.ts";
import { ledgerIndex } from "../../lib/aws/tables/ledger-index.ts";
import { statusTable } from "../../lib/aws/tables/status-table.ts";
import { rootSettings } from "../../lib/local/aws-environment.ts";
import { audit as auditPage, chainRows } from "../../lib/vault/audit/audit.ts";
import { home, seedYear } from "./audit-year.ts";
import type { Measured } from "./measure.ts";
import type { Scene } from "./scene.ts";

const CLI = join(import.meta.dirname, "..", "..", "bin", "vault.ts");
const MB = 1_048_576;
/** Ten thousand entries of a year, told and checked: calls beside the fewest that DynamoDB's pages of 1 MB allow. */
export async function audit({ emulator, outputs }: Scene): Promise<Measured[]> {
  const dynamo = new DynamoDBClient(rootSettings(emulator.endpoint));
  const { LedgerTable = "", StatusTable = "" } = outputs;
  const items = await seedYear(dynamo, LedgerTable, StatusTable);

  let calls = 0;
  dynamo.middlewareStack.add(
    (next) => (args) => {
      calls += 1;
      return next(args);
    },
    { step: "initialize" },
  );
  const ports = {
    index: ledgerIndex(dynamo, LedgerTable),
    status: statusTable(dynamo, StatusTable),
    clock: systemClock,
  };
  const callsOf = async (page: (nextToken?: string) => Promise<{ nextToken?: string | undefined }>) => {
    calls = 0;
    let nextToken: string | undefined;
    do nextToken = (await page(nextToken)).nextToken;
    while (nextToken !== undefined);
    return calls;
  };
  const more = (nextToken?: string) => (nextToken === undefined ? {} : { nextToken });
  const told = await callsOf((token) => auditPage(ports, home, { op: "audit", ...more(token) }));
  const walked = await callsOf((token) => chainRows(ports, home, { op: "chain", ...more(token) }));
  const pages = (some: number[]) => Math.ceil(some.reduce((sum, bytes) => sum + bytes, 0) / MB);
  const months = Map.groupBy(items, ({ month }) => month);
  const monthPages = [...months.values()].reduce((sum, of) => sum + pages(of.map(({ bytes }) => bytes)), 0);

  const csv = await ran(
    emulator.environment,
    "audit",
    "--format",
    "csv",
    "--output",
    join(emulator.folder, "trail.csv"),
  );
  const check = await ran(emulator.environment, "audit", "--check");
  const html = await ran(
    emulator.environment,
    "audit",
    "--format",
    "html",
    "--output",
    join(emulator.folder, "a.html"),
  );
  const entries = `${items.length / 1000}k entries`;
  const one = (what: string, ours: number, unit: "s" | "MB"): Measured => {
    return { what, ours, bound: null, against: "a CLI process, and its invocations", unit, aim: null };
  };
  return [
    {
      what: `audit ${entries}, queries`,
      ours: told,
      bound: monthPages,
      against: "1 MB a page of a month",
      unit: "calls",
      aim: null,
    },
    {
      what: `check ${entries}, scans`,
      ours: walked,
      bound: pages(items.map(({ bytes }) => bytes)),
      against: "1 MB a page",
      unit: "calls",
      aim: null,
    },
    one("audit --format csv", csv.seconds, "s"),
    one("audit --format csv, memory", csv.megabytes, "MB"),
    one("audit --check", check.seconds, "s"),
    one("audit --check, memory", check.megabytes, "MB"),
    one("audit --format html", html.seconds, "s"),
    one("audit --format html, memory", html.megabytes, "MB"),
  ];
}

/** Runs the CLI to its end; how long that took, and the most memory it had. */
async function ran(env: Record<string, string>, ...args: string[]): Promise<{ seconds: number; megabytes: number }> {
  const tell = "process.on('exit', () => process.stderr.write(' peak ' + process.resourceUsage().maxRSS))";
  const started = performance.now();
  const child = spawn(process.execPath, [`--import=data:text/javascript,${tell}`, CLI, ...args], { env });
  let said = "";
  child.stdout.resume();
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`sst-vault ${args.join(" ")} ended with ${code}: ${said.slice(-500)}`);
  return { seconds, megabytes: Number(/ peak (\d+)$/.exec(said)?.[1]) / 1024 };
}
