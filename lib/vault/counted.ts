/** So many of a thing, in words that agree: `1 parameter`, `3 stages`, and as `many` says `1,024 entries`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
