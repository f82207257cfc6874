import { counted } from "../counted.ts";
import type { Examination } from "./check.ts";

/** Whether anybody reads what the vault tells people. To read it otherwise is the account's choice. */
export const topic: Examination = {
  name: "topic",
  needs: ["sns:GetTopicAttributes"],
  advisory: true,
  async look({ probes, commands }) {
    const { arn, confirmed, pending } = await probes.topic();
    if (confirmed > 0) return { ok: true, detail: counted(confirmed, "subscription") };
    const asked = pending > 0 ? ` (${pending} not confirmed yet, by the link in the mail from AWS)` : "";
    const detail = `nobody is subscribed${asked}: alarms and notices reach nobody`;
    const subscribe = `sns subscribe --topic-arn ${arn} --protocol email --notification-endpoint YOU@EXAMPLE.COM`;
    return { ok: false, detail, advice: commands.aws(subscribe), advisory: true };
  },
};
