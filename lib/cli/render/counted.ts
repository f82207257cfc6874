/** So many of a thing, in words that agree: `1 parameter`, `3 entries`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
