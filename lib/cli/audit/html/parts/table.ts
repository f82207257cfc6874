import { html, type Markup } from "../markup.ts";

export interface Column {
  head: string;
  /** Numbers stand under each other. */
  align?: "number";
}

/** One row: the first cell names what the others tell of. */
export interface Row {
  id?: string;
  cells: (Markup | string | number)[];
}

/** A table that turns into a stack of cards where the page is narrow: each cell then names its column itself. */
export function table(caption: Markup | string, columns: readonly Column[], rows: readonly Row[]): Markup {
  return html`<table class="cards">
<caption>${caption}</caption>
<thead><tr>${columns.map(({ head, align }) => html`<th scope="col"${numbered(align)}>${head}</th>`)}</tr></thead>
<tbody>
${rows.map(({ id, cells: [first, ...others] }) => {
  const named = html`<th scope="row">${first}</th>`;
  return html`<tr${id !== undefined && html` id="${id}"`}>${named}${others.map((text, n) => cell(columns[n + 1], text))}</tr>
`;
})}</tbody>
</table>`;
}

function cell(column: Column | undefined, text: Row["cells"][number]): Markup {
  return html`<td data-head="${column?.head}"${numbered(column?.align)}>${text}</td>`;
}

function numbered(align: Column["align"]): Markup | false {
  return align === "number" && html` class="number"`;
}
