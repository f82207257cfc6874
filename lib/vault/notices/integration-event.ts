import type { Entry } from "../ledger/ledger.ts";

/** An event for integrations, as it stands on the default bus under the source `sst-vault`. */
export interface IntegrationEvent {
  detailType: string;
  detail: {
    schema: 1;
    account: string;
    region: string;
    app: string | null;
    stage: string | null;
    name: string;
  } & Record<string, unknown>;
}

const DETAIL_TYPES: Partial<Record<Entry["type"], string>> = {
  created: "Recovery Point Created",
  updated: "Recovery Point Created",
  deleted: "Passphrase Deleted",
  "capture-missed": "Capture Missed",
  restored: "Restore Completed",
  "restore-refused": "Restore Refused",
  "verdict-changed": "Verdict Changed",
};

/** The event that tells of an entry, or null for entries integrations do not hear of. */
export function integrationEvent(entry: Entry): IntegrationEvent | null {
  const detailType = DETAIL_TYPES[entry.type];
  if (!detailType) return null;
  const { account, region, app, stage, name, time, seq, life, actor, recoveryPoint, detail } = entry;
  return {
    detailType,
    detail: {
      ...detail,
      ...(recoveryPoint && { recoveryPoint: recoveryPoint.id, parameterVersion: recoveryPoint.version }),
      schema: 1,
      account,
      region,
      app,
      stage,
      name,
      time,
      seq,
      life,
      actor,
    },
  };
}
