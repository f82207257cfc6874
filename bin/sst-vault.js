#!/usr/bin/env node
// `npx sst-vault …`: the CLI through the starter, which installs what is missing and runs it under Node 24.
process.argv.splice(2, 0, "vault");
await import("./start.js");
