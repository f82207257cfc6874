import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { trailLookup } from "../../../../lib/vault/notices/trail-lookup.ts";

const between = { from: "2026-11-22T11:55:00.000Z", to: "2026-11-22T12:05:00.000Z" };
const lookup = (name: string) => trailLookup({ region: "eu-central-1", name }, between);

/** The words that a POSIX shell makes of a command, given to a program that prints each on a line. */
function words(command: string): string[] {
  const print = command.replace(/^aws /, "printf '%s\\n' ");
  return execFileSync("/bin/sh", ["-c", print], { encoding: "utf8" }).trimEnd().split("\n");
}

test("who wrote to a parameter is one command that a shell takes as it is meant", () => {
  expect(words(lookup("/sst/passphrase/shop/prod"))).toEqual([
    "cloudtrail",
    "lookup-events",
    "--region",
    "eu-central-1",
    "--lookup-attributes",
    "AttributeKey=EventSource,AttributeValue=ssm.amazonaws.com",
    "--start-time",
    "2026-11-22T11:55:00.000Z",
    "--end-time",
    "2026-11-22T12:05:00.000Z",
    "--query",
    `Events[?ReadOnly=='false' && contains(CloudTrailEvent, '"/sst/passphrase/shop/prod"')].[EventTime,Username,EventName]`,
    "--output",
    "table",
  ]);
});

test("a name is never more to the shell than text in one word", () => {
  for (const name of ["/sst/--help", "/sst/$(echo pwned)", "/sst/`echo pwned`", '/sst/"; echo pwned "', "/sst/\\"]) {
    expect(words(lookup(name))[11]).toContain(`'"${name}"'`);
    expect(words(lookup(name))).toHaveLength(14);
  }
  expect(lookup("/sst/passphrase/shop/prod")).not.toContain("\n");
});
