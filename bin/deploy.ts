// `npm run deploy`: the vault into the user's own account, as bin/start.js runs it.
import { reportFailure } from "../lib/cli/failure.ts";
import { systemPorts } from "../lib/cli/system-ports.ts";
import { deploy } from "../lib/deploy/deploy.ts";

const ports = systemPorts(process);
process.exitCode = await deploy(process.argv.slice(2), ports).catch((error) => reportFailure(ports.io, false, error));
