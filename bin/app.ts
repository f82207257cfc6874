import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { readSettings, SettingError, stackName } from "../lib/infra/settings.ts";
import { VaultStack } from "../lib/infra/vault-stack.ts";

/** The CDK app: settings from the context, account and region from the CLI's credentials. */
const { CDK_DEFAULT_ACCOUNT, CDK_DEFAULT_REGION } = process.env;
try {
  const app = new App();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const settings = readSettings((name) => app.node.tryGetContext(name));
  new VaultStack(app, stackName(settings.vaultName), {
    ...settings,
    env: {
      ...(CDK_DEFAULT_ACCOUNT && { account: CDK_DEFAULT_ACCOUNT }),
      ...(CDK_DEFAULT_REGION && { region: CDK_DEFAULT_REGION }),
    },
  });
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  console.error(error.message);
  process.exit(1);
}
