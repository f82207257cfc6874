/**
 * Text of others made safe to show: control and direction-changing characters, which could rewrite what the
 * terminal shows or begin a line of their own in a message, are spelled out.
 */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** A name in quotes, so that an odd or empty one can be seen. */
export function quoted(name: string): string {
  return `"${plain(name)}"`;
}
