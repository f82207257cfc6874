import type { LiveRow } from "../status/live-row.ts";
import type { TrailRow } from "../status/trail-row.ts";
import { type Examination, type Examined, type Outcome, secondsSince, span } from "./check.ts";
import type { Trail } from "./probes.ts";

/** There is no one command for it: a trail needs a bucket with a policy, which the console makes along the way. */
const GUIDE =
  "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-a-trail-using-the-console-first-time.html";
const UNSEEN = ": who deletes a passphrase stays unknown, and nobody is told at once of hands on the key and tables";
/** CloudTrail takes minutes. */
const LATE_SECONDS = 60 * 60;

/**
 * Whether a trail tells the vault who did what. To have one is the account's choice; without it, who deleted a
 * passphrase stays unknown, and nobody is told of hands laid on key and tables.
 */
export const trail: Examination = {
  name: "trail",
  needs: ["cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "dynamodb:GetItem", "dynamodb:Scan"],
  advisory: true,
  async look(examined) {
    const { probes, status, everything } = examined;
    const [trails, heard, { rows }] = await Promise.all([probes.trails(), status.trail(), everything()]);
    const outcome = judge(examined, trails, heard, newestEvent(rows));
    return outcome.ok ? outcome : { ...outcome, advisory: true };
  },
};

function judge({ commands, now }: Examined, trails: Trail[], heard: TrailRow | null, changed: LiveRow | null): Outcome {
  const logging = trails.find((one) => one.logging) ?? trails.find((one) => one.logging === null);
  if (!logging) {
    const [stopped] = trails;
    const what = stopped
      ? `the trail ${stopped.arn} is stopped`
      : "no trail sees this region (one of management events is free)";
    const advice = stopped ? commands.aws(`cloudtrail start-logging --name ${stopped.arn}`, stopped.homeRegion) : GUIDE;
    return { ok: false, detail: `${what}${UNSEEN}`, advice };
  }
  const since = changed?.latest?.createdAt;
  const late = since !== undefined && unheard(since, heard) && secondsSince(since, now) > LATE_SECONDS;
  if (changed && late) {
    const ago = span(secondsSince(since, now));
    const detail = `${logging.arn} tells nothing, not of the change of ${changed.name} ${ago} ago${UNSEEN}`;
    const selectors = `cloudtrail get-event-selectors --trail-name ${logging.arn}`;
    return { ok: false, detail, advice: commands.aws(selectors, logging.homeRegion) };
  }
  const last = heard ? `told of a call ${span(secondsSince(heard.at, now))} ago` : "has had nothing to tell yet";
  return { ok: true, detail: `${logging.arn} ${last}` };
}

/** A trail tells the time to the second. */
function unheard(changedAt: string, heard: TrailRow | null): boolean {
  return heard === null || Date.parse(heard.eventTime) + 1000 < Date.parse(changedAt);
}

/** The parameter with the newest change that an event brought: of such a change a trail must tell as well. */
function newestEvent(rows: readonly LiveRow[]): LiveRow | null {
  const brought = rows.filter(({ latest }) => latest?.source === "event");
  const time = ({ latest }: LiveRow) => Date.parse(latest?.createdAt ?? "");
  return brought.sort((a, b) => time(b) - time(a))[0] ?? null;
}
