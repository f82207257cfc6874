// The CLI `sst-vault`, as bin/start.js runs it.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { connectTo } from "../lib/cli/connect.ts";
import { runCli } from "../lib/cli/run-cli.ts";
import { terminal } from "../lib/cli/terminal.ts";

const clock = { now: () => new Date(), sleep: (milliseconds: number) => sleep(milliseconds) };
process.exitCode = await runCli(process.argv.slice(2), {
  io: terminal(process),
  clock,
  connect: connectTo(clock.sleep),
  newRequestId: randomUUID,
});
