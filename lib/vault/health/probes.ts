/**
 * What the vault's own parts report. Each probe may throw; then its check fails and says why. A part that is not there
 * is a fact, not an error.
 */
export interface HealthProbes {
  queue(holds: "changes" | "checks"): Promise<QueueHealth>;
  /** The key's id, its state, `Enabled` when all is well, and when it will be gone (AWS API reference, KeyMetadata). */
  key(): Promise<{ id: string; state: string; deletedAt: string | null }>;
  tables(): Promise<TableHealth[]>;
  /** What Lambda reads for the functions that wait for something. */
  sources(): Promise<Source[]>;
  /** The rules that bring changes, set off sweeps and report what is done to key and tables. */
  rules(): Promise<RuleHealth[]>;
  functions(): Promise<FunctionHealth[]>;
  /** The roles of all functions but `query`, which would not answer without its own. */
  roles(): Promise<RoleHealth[]>;
  /** How the runs of each function ended since then. */
  runs(since: Date): Promise<Runs[]>;
  alarms(): Promise<AlarmHealth[]>;
  topic(): Promise<TopicHealth>;
  /** The trails that see this region. */
  trails(): Promise<Trail[]>;
}

export interface QueueHealth {
  name: string;
  arn: string;
  /** The URL by which its settings are changed. */
  url: string;
  /** False: the queue itself is gone. The figures are 0 then. */
  present: boolean;
  /** Messages that wait or are being worked on. */
  waiting: number;
  /** The age of the oldest one, if CloudWatch knows one: it hears of it minutes later. */
  oldestSeconds: number | null;
  deadLetters: { name: string; present: boolean; count: number };
  /** Whether messages that fail go to the dead-letter queue. */
  redrives: boolean;
  /** What makes them go there. */
  redrivePolicy: string;
  /** The queue's policy as it should be, if the present one keeps the vault's rules out; else null. */
  rightPolicy: string | null;
}

export interface TableHealth {
  name: string;
  /** `ACTIVE` when all is well (AWS API reference, TableDescription), `MISSING` if there is none. */
  state: string;
  deletionProtected: boolean;
  recoverable: boolean;
  /** The policy that keeps entries from being changed, and the table it is for; null if it is there, or need not be. */
  missingPolicy: { arn: string; policy: string } | null;
}

/** What a function waits for, and what Lambda reads for it. */
export interface Source {
  /** The function, by name. */
  reader: string;
  /** The ARN of the queue or stream it must be bound to; null if the queue is gone or the table's stream is off. */
  source: string | null;
  /** The table whose stream that is; null for a queue. */
  table: string | null;
  /** State and last result as AWS has them (AWS Lambda API reference, EventSourceMappingConfiguration). */
  mappings: { id: string; source: string; state: string; lastResult: string | null }[];
  /** The options by which the AWS CLI makes the mapping as the stack does. */
  creation: string[];
}

export interface RuleHealth {
  name: string;
  /** `ENABLED` when all is well; null if there is no such rule. */
  state: string | null;
  /** The ARN it must hand events to. */
  target: string;
  /** The ARNs it does hand events to. */
  targets: string[];
}

export interface FunctionHealth {
  name: string;
  present: boolean;
  /** Reserved concurrency 0: Lambda runs it for nobody. */
  stopped: boolean;
  /** An alias that it must have and has not. */
  missingAlias: string | null;
  /** The ARN of a rule that must be allowed to invoke it and is not. */
  uninvitedRule: string | null;
}

export interface RoleHealth {
  /** The function that runs as it. */
  function: string;
  /** The role's own name. */
  role: string;
  /** Rights that the role lacks, by the names that the stack gives them. */
  missing: string[];
  /** Policies that the stack did not put there: by name those inside the role, by ARN those attached. */
  foreign: { inline: string[]; attached: string[] };
}

/** How a function's runs ended. */
export interface Runs {
  function: string;
  /** How many failed. */
  errors: number;
  /** When the newest failed run was, unless a run has succeeded since. */
  failingSince: string | null;
}

export interface AlarmHealth {
  name: string;
  /** `OK`, `ALARM`, `INSUFFICIENT_DATA`; null if there is no such alarm. */
  state: string | null;
  /** Its actions are switched off. */
  silenced: boolean;
  /** It notifies the vault's topic. */
  notifies: boolean;
}

export interface TopicHealth {
  arn: string;
  present: boolean;
  confirmed: number;
  pending: number;
  /** The topic's policy as it should be, if the present one keeps the alarms out; else null. */
  rightPolicy: string | null;
}

export interface Trail {
  arn: string;
  /** Where it can be started and stopped. */
  homeRegion: string;
  /** Null if that cannot be told, as of another account's. */
  logging: boolean | null;
}
