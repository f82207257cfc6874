import * as v from "valibot";
import type { Tampering } from "../../vault/notices/tamper-notice.ts";
import { LEDGER } from "../environment.ts";

/** A batch of the ledger's stream as Lambda hands it over (Lambda developer guide, DynamoDB event): keys only. */
const Batch = v.object({
  Records: v.array(
    v.object({
      eventName: v.picklist(["INSERT", "MODIFY", "REMOVE"]),
      dynamodb: v.object({
        ApproximateCreationDateTime: v.number(),
        Keys: v.object({
          [LEDGER.partitionKey]: v.object({ S: v.string() }),
          [LEDGER.sortKey]: v.object({ N: v.string() }),
        }),
      }),
      /** There where DynamoDB itself removed an item that expired. */
      userIdentity: v.optional(v.nullable(v.object({ principalId: v.string() }))),
    }),
  ),
});

/** What a batch of the stream tells of entries that were changed or removed; an append is neither. */
export function tamperings(event: unknown): Tampering[] {
  return v.parse(Batch, event).Records.flatMap(({ eventName, dynamodb, userIdentity }) => {
    if (eventName === "INSERT") return [];
    const { Keys, ApproximateCreationDateTime } = dynamodb;
    return {
      parameter: Keys.parameter.S,
      seq: Number(Keys.seq.N),
      how: eventName === "MODIFY" ? ("changed" as const) : ("removed" as const),
      at: new Date(ApproximateCreationDateTime * 1000).toISOString(),
      expired: userIdentity?.principalId === "dynamodb.amazonaws.com",
    };
  });
}
