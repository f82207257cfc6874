import { counted } from "../counted.ts";
import { type Examination, secondsSince, span } from "./check.ts";

/** A sweep may miss its hour once; twice is overdue. */
export const sweep: Examination = {
  name: "sweep",
  needs: ["dynamodb:GetItem"],
  async look({ status, sweepEverySeconds, now, commands }) {
    const last = await status.sweep();
    const advice = commands.cli("sweep");
    if (!last) return { ok: false, detail: "no sweep has run through yet", advice };
    const seconds = secondsSince(last.at, now);
    const compared = `${counted(last.parameters, "parameter")} compared ${span(seconds)} ago`;
    const ok = seconds <= 2 * sweepEverySeconds + 900;
    return { ok, detail: `${compared}, ${last.enqueued} differed`, ...(!ok && { advice }) };
  },
};
