const STEPS = [
  { unit: "s", seconds: 1, until: 90 },
  { unit: "min", seconds: 60, until: 90 * 60 },
  { unit: "h", seconds: 3_600, until: 36 * 3_600 },
  { unit: "d", seconds: 86_400, until: Number.POSITIVE_INFINITY },
];

/** `2026-11-22 01:49:46`, in UTC wherever the reader is. */
export function utc(time: string): string {
  return time.slice(0, 19).replace("T", " ");
}

/** How long ago, short: `40 s`, `3 h`, `12 d`. A clock that is a little off gives `0 s`. */
export function age(time: string, now: Date): string {
  const seconds = Math.max(0, (now.getTime() - Date.parse(time)) / 1_000);
  const step = STEPS.find(({ until }) => seconds < until);
  return step ? `${Math.floor(seconds / step.seconds)} ${step.unit}` : "";
}
