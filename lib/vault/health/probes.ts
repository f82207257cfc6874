/** What the vault's own parts say of themselves. Each probe may throw; then its check fails and says why. */
export interface HealthProbes {
  /** Messages of a queue: waiting or in work, the age of the oldest where CloudWatch knows one, and dead letters. */
  queue(holds: "changes" | "checks"): Promise<{ waiting: number; oldestSeconds: number | null; dead: number }>;
  /** The key's id, its state, `Enabled` when all is well, and when it will be gone (AWS API reference, KeyMetadata). */
  key(): Promise<{ id: string; state: string; deletedAt: string | null }>;
  tables(): Promise<TableHealth[]>;
  /** What Lambda reads for the functions that wait for something. */
  sources(): Promise<Source[]>;
  /** The states of the rules that bring changes and tell of dangers, by name: `ENABLED` when all is well, null where there is none. */
  rules(): Promise<Record<string, string | null>>;
  /** How often each function failed since then, by name. */
  errors(since: Date): Promise<Record<string, number>>;
  /** The vault's alarms that are raised, those whose actions are turned off, and those that are not there. */
  alarms(): Promise<{ known: number; raised: string[]; silent: string[]; missing: string[] }>;
  /** The topic that people read, and how many read it. */
  topic(): Promise<{ arn: string; confirmed: number; pending: number }>;
  /** The trails that see this region. */
  trails(): Promise<Trail[]>;
}

export interface TableHealth {
  name: string;
  /** `ACTIVE` when all is well (AWS API reference, TableDescription), `MISSING` where there is none. */
  state: string;
  deletionProtected: boolean;
  recoverable: boolean;
  /** The policy that keeps entries from being changed, and the table it is for; null where it is there, or need not be. */
  missingPolicy: { arn: string; policy: string } | null;
}

/** What a function waits for, and what Lambda reads for it. */
export interface Source {
  /** The function, by name. */
  reader: string;
  /** The ARN of the queue or stream it must be bound to; null where a table's stream is off. */
  source: string | null;
  /** The table whose stream that is; null for a queue. */
  table: string | null;
  /** State and last result as AWS has them (AWS Lambda API reference, EventSourceMappingConfiguration). */
  mappings: { id: string; source: string; state: string; lastResult: string | null }[];
  /** The options by which the AWS CLI makes the mapping as the stack does. */
  creation: string;
}

export interface Trail {
  arn: string;
  /** Where it can be started and stopped. */
  homeRegion: string;
  /** Null where that cannot be told, as of another account's. */
  logging: boolean | null;
}
