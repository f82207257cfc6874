import { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

/** Text in a colour, or as it is where colours are not wanted. */
export type Style = (format: Format, text: string) => string;

/** The styles of a terminal with or without colours. The caller decides; no environment is asked here. */
export function style(color: boolean): Style {
  return (format, text) => (color ? styleText(format, text, { validateStream: false }) : text);
}
