/**
 * Text that somebody else may choose (a reason, a user agent, a session's name) as one line: in people's mail and in
 * tables a line break would let it look like ours.
 */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").trim();
}
