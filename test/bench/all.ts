import { accident } from "./accident.ts";
import { audit } from "./audit.ts";
import { bundles } from "./bundles.ts";
import { changes } from "./changes.ts";
import { cliStart } from "./cli-start.ts";
import { evidence } from "./evidence.ts";
import { unchanged } from "./unchanged.ts";
import { warmCapture } from "./warm-capture.ts";

/** What `npm run bench` measures, by name. */
export const BENCHES = { capture: warmCapture, changes, accident, evidence, unchanged, audit, bundles, cli: cliStart };
