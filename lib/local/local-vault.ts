import { bootstrapAndDeploy } from "./deploy.ts";
import { type Emulator, type EmulatorOptions, startEmulator } from "./emulator.ts";

/** A local AWS with a vault deployed on it. */
export interface LocalVault {
  emulator: Emulator;
  /** The stack's outputs. */
  outputs: Record<string, string>;
}

/**
 * Starts a local AWS and deploys the vault there: the one path of demo, `npm run local` and the tests.
 * Stops it again where the deploy fails. `context` is the CDK's, as with `cdk deploy -c name=value`.
 * @throws LocalAwsError with one line that says what to do
 */
export async function startLocalVault(
  options: EmulatorOptions & { context?: Record<string, string> } = {},
): Promise<LocalVault> {
  const { context = {}, say = () => {}, ...emulatorOptions } = options;
  const emulator = await startEmulator({ ...emulatorOptions, say });
  try {
    const outputs = await bootstrapAndDeploy({ emulator, stack: "SstVault", context, say });
    return { emulator, outputs };
  } catch (error) {
    await emulator.stop();
    throw error;
  }
}
