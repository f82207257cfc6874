import { bucketsOf } from "../buckets.ts";
import { isChange } from "../lines.ts";
import { html, type Markup } from "../markup.ts";
import type { Report } from "../report.ts";

/** Changes over the period as small bars: what was written stands on the line, what was deleted hangs below it. */
export function activity({ input, lines }: Report): Markup | null {
  const changes = lines.filter(isChange).map(({ event }) => event);
  const [first] = changes;
  if (!first) return null;
  const { since, until } = input.filter;
  const { unit, buckets } = bucketsOf(changes, since ?? first.time, until ?? input.createdAt);
  const written = buckets.map((bucket) => bucket.written);
  const deleted = buckets.map((bucket) => bucket.deleted);
  const [high, deep, wide] = [Math.max(1, ...written), Math.max(0, ...deleted), buckets.length * WIDTH];
  const most = `most in one ${unit}: ${high} written, ${deep} deleted`;
  return html`<figure class="activity">
<figcaption>Changes by ${unit}: <i class="written"></i> written, above the line; <i class="deleted"></i> deleted, below
it (${most})</figcaption>
<svg viewBox="0 0 ${wide} ${high + deep}" preserveAspectRatio="none" role="img" aria-label="Changes by ${unit}, ${most}">
<path class="line" d="M0 ${high}h${wide}"/>
<path class="written" d="${bars(written, high, -1)}"/>
<path class="deleted" d="${bars(deleted, high, 1)}"/>
</svg>
<p class="ends"><span>${buckets[0]?.label}</span><span>${buckets.at(-1)?.label}</span></p>
</figure>`;
}

/** The room of one bar, in which it leaves gaps. The picture is stretched to the page, whatever its own measures. */
const WIDTH = 10;
const GAP = 2;

function bars(numbers: number[], line: number, direction: 1 | -1): string {
  return numbers
    .map((number, index) => {
      const [left, width] = [index * WIDTH + GAP, WIDTH - 2 * GAP];
      return number === 0 ? "" : `M${left} ${line}h${width}v${direction * number}h${-width}z`;
    })
    .join("");
}
