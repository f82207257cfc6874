/**
 * What the stack and the functions must agree on: the names of variables, tables' attributes, functions, rules, alarms and
 * metrics, and the limits that alarms and `status` share. All that `lib/infra` knows of `lib/aws`.
 */

/** Environment variables of the functions. */
export const ENVIRONMENT = {
  vaultName: "VAULT_NAME",
  prefix: "PARAMETER_PREFIX",
  ledgerTable: "LEDGER_TABLE",
  statusTable: "STATUS_TABLE",
  keyArn: "VAULT_KEY_ARN",
  changesQueue: "CHANGES_QUEUE_URL",
  changesDeadLetters: "CHANGES_DLQ_URL",
  checksQueue: "CHECKS_QUEUE_URL",
  checksDeadLetters: "CHECKS_DLQ_URL",
  topicArn: "TOPIC_ARN",
  lagSeconds: "LAG_SECONDS",
  recreateWaitSeconds: "RECREATE_WAIT_SECONDS",
  sweepEverySeconds: "SWEEP_EVERY_SECONDS",
  restoreRoleArn: "RESTORE_ROLE_ARN",
  rightsOfRoles: "RIGHTS_OF_ROLES",
} as const;

/** The ledger: one partition per parameter, numbered without a gap. */
export const LEDGER = {
  partitionKey: "parameter", // S: the parameter's ARN
  sortKey: "seq", // N: 1, 2, 3 …
  /** Everything but the ciphertext. Whoever may read only metadata may read only the indexes. */
  metadata: ["body", "hash", "month", "moment"],
  byParameter: { name: "by-parameter", partitionKey: "parameter", sortKey: "seq" },
  /** `month` is YYYY-MM of the entry's time, `moment` its time and seq, by which it sorts. */
  byMonth: { name: "by-month", partitionKey: "month", sortKey: "moment" },
} as const;

/** What the ledger's own policy refuses to everyone, administrators included: whatever changes or deletes single entries. */
export const APPEND_ONLY = {
  sid: "EntriesAreNeverChanged",
  denied: [
    "dynamodb:DeleteItem",
    "dynamodb:UpdateItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:PartiQLDelete",
    "dynamodb:PartiQLInsert",
    "dynamodb:PartiQLUpdate",
    // Nor by an expiry date, which DynamoDB itself would act on.
    "dynamodb:UpdateTimeToLive",
  ],
} as const;

/** The status table: per parameter the rows `live`, `proof` and `turn`, and the rows of sweep, trail and failures. */
export const STATUS = {
  partitionKey: "parameter", // S: the parameter's ARN, or "sweep", "trail", "capture", "verify"
  sortKey: "row", // S: "live" | "proof" | "turn" | "sweep" | "trail" | "failure"
} as const;

/** The functions of a vault, by what comes behind the vault's name in theirs. */
export const FUNCTIONS = ["capture", "sweep", "verify", "restore", "query", "tamper"] as const;

/** The one policy inside each function's role. */
export const ROLE_POLICY = "access";

/** Under this name restore honours `force`. */
export const FORCE_ALIAS = "force";

/** So often a message is tried before it goes to the dead letters. */
export const MAX_RECEIVES = 5;

/** How Lambda hands them what they wait for. */
export const SOURCES = {
  // Parameter Store's limits are the account's, shared with everyone's deploys: five at once.
  capture: { batchSize: 10, maxConcurrency: 5 },
  // Parameters are taken three at once, each for up to a minute of trying. With capture's five that leaves two of the
  // ten that a new account's functions may run at once, for a sweep and for people.
  verify: { batchSize: 3, maxConcurrency: 3 },
  // One message for a whole raid, not one for each entry. Appends are filtered out before Lambda: whatever invokes
  // the function is tampering, and sets off its alarm.
  tamper: { batchSize: 1000, windowSeconds: 5, eventNames: ["MODIFY", "REMOVE"] },
} as const;

/** The two rules that bring changes, likewise: Parameter Store's own events, and a trail's. */
export const CHANGE_RULES = { events: "changes", trail: "trail" } as const;

/** The rule that sets off a sweep on schedule, likewise. */
export const SWEEP_RULE = "sweep-schedule";

/** The rules that tell of hands on the key and the tables, likewise. */
export const DANGERS = [
  "key-deletion",
  "key-disabled",
  "key-policy",
  "table-deleted",
  "table-changed",
  "table-backups",
  "table-expiry",
  "table-policy",
] as const;

/** All rules of a vault, likewise. */
export const RULES = [...Object.values(CHANGE_RULES), SWEEP_RULE, ...DANGERS.map((name) => `danger-${name}` as const)];

/** The alarms of a vault, likewise. */
export const ALARMS = [
  "dead-letters",
  "checks-dead-letters",
  "changes-age",
  "checks-age",
  ...FUNCTIONS.map((name) => `${name}-errors` as const),
  "sweep-overdue",
  "tests-overdue",
  "unprotected",
  "tamper",
] as const;

/** The five figures of a vault: what a sweep writes to CloudWatch. Each costs as a custom metric. */
export const METRICS = {
  namespace: "SstVault",
  dimension: "Vault",
  names: {
    stages: "Stages",
    unprotected: "Unprotected",
    broken: "Broken",
    unproven: "Unproven",
    oldestTestHours: "OldestTestHours",
  },
} as const;

/** Beyond these something is wrong: what the alarms watch, and what `status` reports. */
export const LIMITS = {
  /** A change is handled in seconds, and a dead letter after some four minutes: the alarm tells of an outage. */
  changesAgeSeconds: 15 * 60,
  /** One that lags is handled within some two minutes: for `status`, which is asked when something seems wrong. */
  changesLateSeconds: 3 * 60,
  /** A large vault's daily checks take their time. */
  checksAgeSeconds: 60 * 60,
  checksLateSeconds: 60 * 60,
  /** Every parameter is tested daily; once may fail, and a day is never quite a day. */
  oldestTestHours: 50,
} as const;
