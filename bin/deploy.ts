// `npm run deploy`: the vault into the user's own account, as bin/start.js runs it.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { connectTo } from "../lib/cli/connect.ts";
import { reportFailure } from "../lib/cli/failure.ts";
import { terminal } from "../lib/cli/terminal.ts";
import { deploy } from "../lib/deploy/deploy.ts";

const clock = { now: () => new Date(), sleep: (milliseconds: number) => sleep(milliseconds) };
const io = terminal(process);
const ports = { io, clock, connect: connectTo(clock.sleep), newRequestId: randomUUID };
process.exitCode = await deploy(process.argv.slice(2), ports).catch((error) => reportFailure(io, false, error));
