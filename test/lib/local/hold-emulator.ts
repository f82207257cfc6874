// A process of its own that starts a local AWS and holds it: for tests of what is left when such a process dies.
import { startEmulator } from "../../../lib/local/emulator.ts";

const emulator = await startEmulator({ say: console.log });
console.log(`ready ${emulator.endpoint}`);
