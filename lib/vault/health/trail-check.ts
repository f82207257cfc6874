import type { LiveRow } from "../status/live-row.ts";
import type { TrailRow } from "../status/trail-row.ts";
import { span } from "./cause-text.ts";
import { type Examination, type Examined, type Outcome, secondsSince } from "./check.ts";
import type { Trail } from "./probes.ts";

/** CloudTrail takes minutes. */
const LATE_SECONDS = 60 * 60;

/**
 * Whether a trail tells the vault who did what. To have one is the account's choice; without it, who deleted a
 * passphrase stays unknown, and nothing that is done to key and tables is reported at once.
 */
export const trail: Examination = {
  name: "trail",
  needs: ["trails", "trails' state", "status"],
  advisory: true,
  async look(examined) {
    const { probes, status, everything } = examined;
    const [trails, heard, { rows }] = await Promise.all([probes.trails(), status.trail(), everything()]);
    return judge(examined, trails, heard, newestEvent(rows));
  },
};

function judge({ now }: Examined, trails: Trail[], heard: TrailRow | null, changed: LiveRow | null): Outcome {
  const logging = trails.find((one) => one.logging) ?? trails.find((one) => one.logging === null);
  if (!logging) {
    const [stopped] = trails;
    if (!stopped) return { summary: "", causes: [{ code: "no-trail" }] };
    return { summary: "", causes: [{ code: "trail-stopped", trail: stopped.arn, region: stopped.homeRegion }] };
  }
  const { arn, homeRegion: region } = logging;
  const since = changed?.latest?.createdAt;
  if (changed && since !== undefined && unheard(since, heard)) {
    const seconds = secondsSince(since, now);
    if (seconds > LATE_SECONDS) {
      return { summary: "", causes: [{ code: "trail-silent", trail: arn, region, parameter: changed.name, seconds }] };
    }
  }
  const last = heard ? `delivered a call ${span(secondsSince(heard.at, now))} ago` : "has delivered no call yet";
  return { summary: `${arn} ${last}`, causes: [] };
}

/** A trail gives times to the second. */
function unheard(changedAt: string, heard: TrailRow | null): boolean {
  return heard === null || Date.parse(heard.eventTime) + 1000 < Date.parse(changedAt);
}

/** The parameter with the newest change that an event brought: of such a change a trail must report as well. */
function newestEvent(rows: readonly LiveRow[]): LiveRow | null {
  const brought = rows.filter(({ latest }) => latest?.source === "event");
  const time = ({ latest }: LiveRow) => Date.parse(latest?.createdAt ?? "");
  return brought.sort((a, b) => time(b) - time(a))[0] ?? null;
}
