/**
 * The names that the stack writes and the functions read: environment variables and the layout of the
 * tables. The one module that `lib/infra` and `lib/aws` share.
 */
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

/** The status table: per parameter a row `live` and a row `proof`, and the rows of sweep and trail. */
export const STATUS = {
  partitionKey: "parameter", // S: the parameter's ARN, or "sweep", "trail"
  sortKey: "row", // S: "live" | "proof" | "sweep" | "trail"
} as const;
