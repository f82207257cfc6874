import { bootstrapAndDeploy } from "./deploy.ts";
import { type Emulator, type EmulatorOptions, startEmulator } from "./emulator.ts";
import { makeSstHome } from "./sst-home.ts";

/** A local AWS with a vault deployed on it. */
export interface LocalVault {
  emulator: Emulator;
  /** The stack's outputs. */
  outputs: Record<string, string>;
}

export interface LocalVaultOptions extends EmulatorOptions {
  /** CDK context, as with `cdk deploy -c name=value`. @default - none */
  context?: Record<string, string>;
  /** What happens on the local AWS before there is a vault. @default - nothing */
  before?: (emulator: Emulator) => Promise<void>;
}

/**
 * Starts a local AWS, makes it a home of SST's, and deploys the vault there: the one path of demo, `npm run local` and the tests.
 * Stops it again where the deploy fails.
 * @throws LocalAwsError with one line that says what to do
 */
export async function startLocalVault(options: LocalVaultOptions = {}): Promise<LocalVault> {
  const { context = {}, say = () => {}, before = () => Promise.resolve(), ...emulatorOptions } = options;
  const emulator = await startEmulator({ ...emulatorOptions, say });
  try {
    await makeSstHome(emulator);
    await before(emulator);
    const outputs = await bootstrapAndDeploy({ emulator, stack: "SstVault", context, say });
    return { emulator, outputs };
  } catch (error) {
    await emulator.stop();
    throw error;
  }
}
