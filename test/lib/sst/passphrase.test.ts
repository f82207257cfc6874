import { format, inspect } from "node:util";
import { expect, test } from "vitest";
import { Passphrase } from "../../../lib/sst/passphrase.ts";

const VALUE = "sixteen words nobody may ever read in a log";
const passphrase = new Passphrase(VALUE);

test("a passphrase gives its value to whoever asks by name", () => {
  expect(passphrase.reveal()).toBe(VALUE);
  expect(passphrase.equals(new Passphrase(VALUE))).toBe(true);
  expect(passphrase.equals(new Passphrase(`${VALUE} `))).toBe(false);
});

test("a passphrase shows only a placeholder, however it is printed", () => {
  const held = {
    name: "/sst/passphrase/shop/dev",
    value: passphrase,
    list: [[passphrase]],
    map: new Map([[1, passphrase]]),
  };
  const error = Object.assign(new Error(`no ${passphrase}`), { passphrase });
  const shown = [
    String(passphrase),
    `${passphrase}`,
    // biome-ignore lint/style/useTemplate: how older code joins texts
    "" + passphrase,
    [passphrase].join(),
    JSON.stringify({ passphrase, held }),
    JSON.stringify(passphrase, null, 2),
    ...["%s", "%o", "%O", "%j", "%d"].map((how) => format(how, passphrase)),
    format("a passphrase:", passphrase, held),
    inspect(held, { depth: 20, showHidden: true, getters: true }),
    inspect(passphrase, { showHidden: true, customInspect: false }),
    inspect(error, { depth: 20, showHidden: true }),
    inspect(new Error("outer", { cause: error })),
    error.message,
  ];
  for (const text of shown) expect(text).not.toContain(VALUE.slice(0, 12));
  expect(`${passphrase}`).toBe("[passphrase]");
  expect(JSON.stringify({ passphrase })).toBe('{"passphrase":"[passphrase]"}');
  expect(inspect(held)).toContain("[passphrase]");
});

test("a passphrase leaves nothing behind where it is copied or walked through", () => {
  const copies = [
    { ...passphrase },
    Object.assign({}, passphrase),
    structuredClone(passphrase),
    Object.entries(passphrase),
  ];
  for (const copy of copies) expect(inspect(copy, { showHidden: true })).not.toContain(VALUE.slice(0, 12));
  expect(Reflect.ownKeys(passphrase)).toEqual([]);
});

test("an error that tells of a passphrase in use never tells its value", () => {
  const failing = [
    () => JSON.parse(String(passphrase)),
    () => Buffer.from(passphrase as never),
    () => new URL(String(passphrase)),
    () => (passphrase as unknown as { unlock(): void }).unlock(),
    () => expect(passphrase).toEqual({ another: "thing" }),
  ];
  for (const fail of failing) expect(fail).not.toThrow(VALUE.slice(0, 12));
  for (const fail of failing) expect(fail).toThrow();
});
