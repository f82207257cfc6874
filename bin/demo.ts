import { demo } from "../lib/local/demo.ts";
import { LocalAwsError } from "../lib/local/local-aws-error.ts";

// The reader may leave before the end (`| head`); the story goes on to its end, which cleans up.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

const USAGE = `usage: npm run demo

Tells the whole story on a local AWS of its own, in a minute, and cleans up. It takes no options.
`;
if (process.argv.length > 2) {
  process.stderr.write(USAGE);
  process.exit(process.argv.includes("--help") ? 0 : 2);
}

/** `npm run demo`: the whole story on a local AWS, in a minute; nothing of it stays. */
demo().catch((error: unknown) => {
  if (!(error instanceof LocalAwsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
