import { Duration, Stack } from "aws-cdk-lib";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { ENVIRONMENT, FORCE_ALIAS } from "../aws/environment.ts";
import { ACCESS, type Duty } from "./access/access.ts";
import { type Settings, sweepEverySeconds } from "./settings.ts";
import type { Storage } from "./storage.ts";
import { VaultFunction } from "./vault-function.ts";
import type { WorkQueue } from "./work-queue.ts";

/** Long enough to retry a read that lags behind its event, and for 100 versions to be kept at once. */
export const CAPTURE_TIMEOUT = Duration.seconds(60);
/** A minute of trying values on one stage, and as much again for all that stands around it. */
export const VERIFY_TIMEOUT = Duration.seconds(120);
/**
 * As near to two cores as every account has: PBKDF2 runs two at once. AWS gives a new account at most so much memory
 * for a function (Lambda developer guide, quotas), and refuses the whole deploy for more.
 */
const TWO_CORES = 3008;

export interface FunctionsProps {
  readonly settings: Settings;
  readonly storage: Storage;
  readonly changes: WorkQueue;
  readonly checks: WorkQueue;
  readonly topic: ITopic;
}

/** The six functions, each with what its duty needs and no more. */
export class Functions extends Construct {
  readonly of: Record<Duty, VaultFunction>;

  constructor(scope: Construct, id: string, { settings, storage, changes, checks, topic }: FunctionsProps) {
    super(scope, id);
    const { partition, region, account } = Stack.of(this);
    const { vaultName, prefix } = settings;
    const common = {
      vaultName,
      places: {
        partition,
        region,
        account,
        vaultName,
        prefix,
        key: storage.key.keyArn,
        ledger: storage.ledger.tableArn,
        status: storage.status.tableArn,
        changes: changes.queue.queueArn,
        deadLetters: changes.deadLetters.queueArn,
        checks: checks.queue.queueArn,
        checksDeadLetters: checks.deadLetters.queueArn,
        topic: topic.topicArn,
        roles: [],
      },
    };
    const everyone = {
      [ENVIRONMENT.prefix]: prefix,
      [ENVIRONMENT.ledgerTable]: storage.ledger.tableName,
      [ENVIRONMENT.statusTable]: storage.status.tableName,
    };
    const announcers = { [ENVIRONMENT.topicArn]: topic.topicArn, [ENVIRONMENT.vaultName]: vaultName };
    const keepers = { ...everyone, ...announcers, [ENVIRONMENT.keyArn]: storage.key.keyArn };
    const changesQueue = { [ENVIRONMENT.changesQueue]: changes.queue.queueUrl };
    const schedule = { [ENVIRONMENT.sweepEverySeconds]: String(sweepEverySeconds(settings.sweepSchedule)) };
    const checksQueue = { [ENVIRONMENT.checksQueue]: checks.queue.queueUrl };

    const restore = new VaultFunction(this, "Restore", {
      ...common,
      duty: "restore",
      description: "Gives a stage its passphrase back",
      timeout: Duration.seconds(120),
      memorySize: TWO_CORES,
      environment: { ...keepers, [ENVIRONMENT.recreateWaitSeconds]: String(settings.recreateWaitSeconds) },
    });
    // By which it knows its own writes: anyone may choose a session's name.
    restore.handler.addEnvironment(ENVIRONMENT.restoreRoleArn, restore.role.roleArn);
    // Restore honours `force` only when called by this name, so that IAM can grant the one without the other.
    restore.handler.addAlias(FORCE_ALIAS);

    const capture = new VaultFunction(this, "Capture", {
      ...common,
      duty: "capture",
      description: "Keeps every version of every passphrase",
      timeout: CAPTURE_TIMEOUT,
      environment: {
        ...keepers,
        ...changesQueue,
        ...checksQueue,
        [ENVIRONMENT.lagSeconds]: String(settings.lagSeconds),
        // By which it knows the vault's own writes among those a trail tells of.
        [ENVIRONMENT.restoreRoleArn]: restore.role.roleArn,
      },
    });
    const sweep = new VaultFunction(this, "Sweep", {
      ...common,
      duty: "sweep",
      description: "Enqueues what Parameter Store and the vault disagree on",
      timeout: Duration.minutes(15),
      environment: { ...everyone, ...changesQueue, ...checksQueue, ...schedule, [ENVIRONMENT.vaultName]: vaultName },
    });
    const verify = new VaultFunction(this, "Verify", {
      ...common,
      duty: "verify",
      description: "Proves which recovery point opens the stage",
      timeout: VERIFY_TIMEOUT,
      memorySize: TWO_CORES,
      environment: { ...keepers, ...checksQueue },
    });
    const tamper = new VaultFunction(this, "Tamper", {
      ...common,
      duty: "tamper",
      description: "Tells people that an entry of the ledger was changed or removed",
      timeout: Duration.seconds(30),
      memorySize: 256,
      environment: { ...announcers, [ENVIRONMENT.ledgerTable]: storage.ledger.tableName },
    });
    // All but query's own, without which it would not answer: a role cannot name itself.
    const others = { capture, sweep, verify, restore, tamper };
    const query = new VaultFunction(this, "Query", {
      ...common,
      places: { ...common.places, roles: Object.values(others).map(({ role }) => role.roleArn) },
      duty: "query",
      description: "Answers from the metadata: list, history, audit, status",
      timeout: Duration.seconds(30),
      environment: {
        ...everyone,
        ...changesQueue,
        ...checksQueue,
        ...announcers,
        [ENVIRONMENT.keyArn]: storage.key.keyArn,
        [ENVIRONMENT.changesDeadLetters]: changes.deadLetters.queueUrl,
        [ENVIRONMENT.checksDeadLetters]: checks.deadLetters.queueUrl,
        [ENVIRONMENT.rightsOfRoles]: rightsOfRoles(Stack.of(this), others),
        ...schedule,
      },
    });
    this.of = { ...others, query };
  }
}

/** By function, the name of its role and the rights that the role must have: what `status` compares with what it has. */
function rightsOfRoles(stack: Stack, functions: Partial<Record<Duty, VaultFunction>>): string {
  const entries = Object.entries(functions).map(([duty, { role }]) => {
    return [duty, { role: role.roleName, rights: ACCESS[duty as Duty] }];
  });
  return stack.toJsonString(Object.fromEntries(entries));
}
