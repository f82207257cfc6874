import { CfnOutput, Stack, type StackProps, Token } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Changes } from "./changes.ts";
import { CAPTURE_TIMEOUT, Functions, VERIFY_TIMEOUT } from "./functions.ts";
import { readSettings, SettingError, sweepEverySeconds, type VaultSettings } from "./settings.ts";
import { addSources } from "./sources.ts";
import { Storage } from "./storage.ts";
import { Sweeps } from "./sweeps.ts";
import { addAlarms } from "./watching/alarms.ts";
import { DangerRules } from "./watching/danger-rules.ts";
import { addDashboard } from "./watching/dashboard.ts";
import { Notifications } from "./watching/notifications.ts";
import { WorkQueue } from "./work-queue.ts";

export interface VaultStackProps extends StackProps, VaultSettings {
  /**
   * Whether CloudFormation refuses to delete the stack. To delete it all the same, which leaves key and
   * tables: `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name …`
   * @default true
   */
  readonly terminationProtection?: boolean;
}

/** One vault: it protects the passphrases of one account in one region. */
export class VaultStack extends Stack {
  /** @throws SettingError where a setting cannot be, or account or region are not known */
  constructor(scope: Construct, id: string, props: VaultStackProps = {}) {
    super(scope, id, {
      description: "Keeps every SST passphrase of this account and region (sst-vault)",
      terminationProtection: true,
      ...props,
    });
    // The key must be one of this region, and each right names this account: neither can be left open.
    if (Token.isUnresolved(this.account) || Token.isUnresolved(this.region)) {
      throw new SettingError("which AWS account and region? set AWS_PROFILE, or credentials and AWS_REGION");
    }
    const settings = readSettings((name) => props[name]);
    const { vaultName, prefix, notify, sweepSchedule, ...existing } = settings;

    const storage = new Storage(this, "Storage", { vaultName, ...existing });
    const changes = new Changes(this, "Changes", { vaultName, prefix, handlerTimeout: CAPTURE_TIMEOUT });
    const checks = new WorkQueue(this, "Checks", { vaultName, holds: "checks", handlerTimeout: VERIFY_TIMEOUT });
    // Its id is older than its name: under another, the topic and alarms of a deployed vault would be made anew.
    const notifications = new Notifications(this, "Alarms", { vaultName, notify });
    const { topic } = notifications;
    const functions = new Functions(this, "Functions", { settings, storage, changes, checks, topic });
    const captureSource = addSources(functions, { changes, checks, storage });
    const { sweep } = functions.of;
    const sweeps = new Sweeps(this, "Sweeps", {
      vaultName,
      sweep,
      schedule: sweepSchedule,
      after: [changes, captureSource],
    });

    const watched = { vaultName, changes, checks, functions, sweepEverySeconds: sweepEverySeconds(sweepSchedule) };
    const alarms = addAlarms(notifications, watched, topic);
    // Not before the first sweep was set off, whose absence is itself an alarm.
    for (const alarm of alarms) alarm.node.addDependency(sweeps);
    addDashboard(this, watched, alarms);
    new DangerRules(this, "Dangers", { vaultName, storage, topic });

    const outputs = {
      VaultName: vaultName,
      LedgerTable: storage.ledger.tableName,
      StatusTable: storage.status.tableName,
      KeyArn: storage.key.keyArn,
      Topic: topic.topicArn,
      // Read by the next deploy, which keeps what it is not told anew.
      Settings: JSON.stringify(settings),
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
