import { describe, expect, test } from "vitest";
import { reportSample } from "../../../../support/report-samples.ts";
import { sampleEvent } from "../../../../support/sample-event.ts";
import { all, byId, readPage, reportOn } from "./read-page.ts";

function answers(input: Parameters<typeof readPage>[0]): string[] {
  return all(byId(readPage(input), "summary"), "li").map(({ text }) => text);
}

describe("the answers of a month", () => {
  const input = reportSample({ events: 400, stages: 9 });
  const { events, parameters } = input;
  const told = answers(input);
  const of = (...types: string[]) => events.filter(({ type }) => types.includes(type));

  test("count the stages and recovery points", () => {
    const points = parameters.reduce((sum, { recoveryPoints }) => sum + recoveryPoints, 0);

    expect(told[0]).toContain(`${parameters.length} stages are protected. ${points} recovery points kept.`);
  });

  test("count the changes and who made them, and how many of those nobody knows", () => {
    const made = of("created", "updated", "deleted");
    // The pipeline makes a session for every run, and is one role all the same.
    const people = new Set(made.flatMap(({ actor }) => actor?.arn.replace(/deploy-\d+$/, "") ?? []));
    const gone = of("deleted").length;

    expect(told.join("\n")).toContain(
      `${made.length} changes by ${people.size} users and roles. ${made.length - gone} values written, ${gone} deletions.`,
    );
    expect(told.join("\n")).toContain(
      `${[...made, ...of("capture-missed")].filter(({ actor }) => actor === null).length} changes have no known author:`,
    );
  });

  test("count what stands out", () => {
    expect(told.join("\n")).toContain(`${of("capture-missed").length} captures were missed:`);
    expect(told.join("\n")).toContain(`${of("revealed").length} values were revealed:`);
    expect(told.join("\n")).toContain(`${of("restore-refused").length} restores were refused:`);
    expect(told.join("\n")).toContain(`${events.filter(({ detail }) => detail.failed === true).length} calls failed:`);
  });

  test("agree with the table of who did what", () => {
    const [heads = [], ...rows] = all(byId(readPage(input), "people"), "tr").map(({ within }) =>
      within.filter(({ tag }) => tag === "th" || tag === "td").map(({ text }) => text),
    );
    const sum = (head: string) => rows.reduce((total, row) => total + Number(row[heads.indexOf(head)]), 0);

    expect(sum("Wrote")).toBe(of("created", "updated").length);
    expect(sum("Deleted")).toBe(of("deleted").length);
    expect(sum("Restored")).toBe(of("restored").length);
    expect(sum("Failed calls")).toBe(events.filter(({ detail }) => detail.failed === true).length);
    expect(rows.at(-1)?.[0]).toBe("unknown");
  });

  test("lead to the lines they speak of, and count those that are too many to name", () => {
    const page = readPage(input);
    const failed = all(byId(page, "summary"), "li").find(({ text }) => text.includes("calls failed"));
    const [link, ...others] = all(failed ?? page, "a");

    expect(others).toHaveLength(3);
    expect(failed?.text).toMatch(/^(\d+) calls failed: .* and \d+ more\.$/);
    expect(byId(page, link?.attributes.href?.slice(1) ?? "").text).toContain("failed call");
  });
});

test("broken stages are named with their verdict, and stand first in the table", () => {
  const input = reportSample({ events: 20, stages: 4 });
  for (const [index, verdict] of (["ok", "recoverable", "unproven", "lost"] as const).entries()) {
    Object.assign(input.parameters[index] ?? {}, { verdict });
  }
  const page = readPage(input);
  const verdicts = all(byId(page, "coverage"), "td").filter((cell) => cell.attributes["data-head"] === "Verdict");

  expect(answers(input)[1]).toBe(
    "2 are broken: billing/prod (lost), shop/staging (recoverable). The others: 1 unproven and 1 ok.",
  );
  expect(answers(input)[2]).toBe("1 is unproven: shop/dev.");
  expect(verdicts.map(({ text }) => text)).toEqual(["lost", "recoverable", "unproven", "ok"]);
});

test("a verdict older than the last change has a star, and the star a legend", () => {
  const input = reportSample({ stages: 1 });
  Object.assign(input.parameters[0] ?? {}, { stale: true, verdict: "ok" });
  const { text } = byId(readPage(input), "coverage");

  expect(text).toContain("ok*");
  expect(text).toContain("* found before the last change");
});

test("the coverage table tells of a deleted stage who deleted it, and of one never proved that it was not", () => {
  const input = reportSample({ events: 2, stages: 1 });
  const { provedAt: _, ...parameter } = input.parameters[0] ?? ({} as never);
  const deletion = sampleEvent({ type: "deleted", time: "2026-11-30T10:00:00.000Z", actor: null, seq: 3 });
  const page = readPage({
    ...input,
    events: [...input.events, deletion],
    parameters: [{ ...parameter, live: false, protectedSince: null }],
  });
  const cells = all(byId(page, "stage-1"), "td").map(({ text }) => text);

  expect(cells).toEqual(["ok", "1", "not known", "2026-11-30 10:00:00 deleted by unknown", "not yet"]);
});

test("a deletion before the period is told beside the last value", () => {
  const input = reportSample({ events: 2, stages: 1 });
  const page = readPage({ ...input, events: [], parameters: input.parameters.map((one) => ({ ...one, live: false })) });

  expect(byId(page, "stage-1").text).toMatch(/written by user\/ana, deleted since/);
});

test("an account without a vaulted stage is told so, not called sound", () => {
  expect(answers(reportOn())).toEqual([
    "No stage is protected yet.",
    expect.stringContaining("The record is whole."),
    "No passphrase was changed in this period.",
  ]);
});

test("a period in which every author is known says so", () => {
  expect(answers(reportOn(sampleEvent()))).toContain("Every change has a known author.");
});

test("the bars tell written from deleted, day by day", () => {
  const page = readPage(
    reportOn(
      sampleEvent({ seq: 1 }),
      sampleEvent({ seq: 2 }),
      sampleEvent({ seq: 3, type: "deleted", time: "2026-11-24T00:00:00.000Z" }),
    ),
  );

  expect(all(page, "figcaption")[0]?.text).toContain("most in one day: 2 written, 1 deleted");
  expect(all(page, "path").map(({ attributes }) => attributes.d)).toEqual([
    "M0 2h310",
    "M222 2h6v-2h-6z",
    "M232 2h6v1h-6z",
  ]);
});
