// The CLI `sst-vault`, as bin/start.js runs it.
import { runCli } from "../lib/cli/run-cli.ts";
import { systemPorts } from "../lib/cli/system-ports.ts";

process.exitCode = await runCli(process.argv.slice(2), systemPorts(process));
