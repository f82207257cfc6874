import { describe, expect, test } from "vitest";
import type { ReportInput } from "../../../../../lib/cli/audit/report-input.ts";
import { EntryType } from "../../../../../lib/vault/audit-api.ts";
import { reportSample } from "../../../../support/report-samples.ts";
import { sampleEvent } from "../../../../support/sample-event.ts";
import { all, type Element, readPage } from "./read-page.ts";

const HTML = `"'><img src=//evil.example/x onerror=alert(1)><script>alert(2)</script></style></title><!-- &lt;`;
/** Right-to-left override, an escape sequence, a line break, a null, an isolate, a line separator. */
const UNSEEN = "\u202egnp\u001b[2J\r\n\u0000\u2066\u2028";

const DETAILS = ["reason", "cause", "statedReason", "ask", "eventName", "sourceIp", "userAgent", "identityType"].concat(
  ["errorCode", "from", "to", "type", "tier", "keyId", "parameterVersion", "life", "recoveryPoint", "replaced"],
);

/** A report in which every text that comes from elsewhere has that text in it, in every kind of entry. */
function reportWith(text: string): ReportInput {
  const sample = reportSample({ events: 4, stages: 2 });
  const foreign = (what: string) => `${what}${text}`;
  const detail = Object.fromEntries(DETAILS.map((key) => [key, foreign(key)]));
  const events = EntryType.options.flatMap((type, index) => {
    const name = foreign("/sst/passphrase/shop/prod");
    const actor = { arn: foreign("arn:aws:iam::111122223333:user/"), proof: "stated" as const };
    const event = { name, seq: index + 1, app: foreign("shop"), stage: foreign("prod"), type, actor };
    const time = foreign("2026-11-23T14:54:15.291Z");
    return sampleEvent({
      ...event,
      time,
      recordedAt: time,
      recoveryPoint: foreign("point"),
      detail: { ...detail, warnings: [text] },
    });
  });
  const parameters = sample.parameters.map((parameter, index) => ({
    ...parameter,
    name: index === 0 ? (events[0]?.name ?? "") : foreign(parameter.name),
    app: foreign("shop"),
    stage: foreign("prod"),
    verdict: foreign("ok") as "ok",
    latest: {
      id: text,
      createdAt: foreign("2026-01-01"),
      createdBy: foreign("x"),
      capturedAt: text,
      source: "event" as const,
    },
    protectedSince: foreign("2026"),
    provedAt: foreign("2026"),
  }));
  const head = { seq: 1, hash: foreign("hash") };
  return {
    account: foreign("1"),
    region: foreign("eu"),
    vault: foreign("vault"),
    version: foreign("0"),
    createdAt: foreign("2026-12-01"),
    filter: {
      app: foreign("a"),
      stage: foreign("s"),
      name: foreign("n"),
      since: foreign("2026"),
      until: foreign("2026"),
    },
    parameters,
    events,
    check: {
      ...sample.check,
      ok: false,
      findings: [{ name: foreign("n"), seq: 1, problem: foreign("p") }],
      heads: { [foreign("/n")]: head },
      comparedWith: { checkedAt: foreign("2026"), parameters: 1 },
    },
  };
}

/** What the page is made of, without what it says. */
function skeleton(page: Element): string[] {
  const told = new Set(["title", "datetime", "content"]);
  return page.within.map(({ tag, attributes }) => {
    const kept = Object.entries(attributes).map(([name, value]) => (told.has(name) ? name : `${name}=${value}`));
    return `${tag} ${kept.join(" ")}`;
  });
}

describe("text that would be HTML", () => {
  const page = readPage(reportWith(HTML));

  test("makes no element and no attribute: the page is built as with harmless text", () => {
    // As many places to break a line, which is all that the text itself decides.
    const harmless = HTML.replace(/[^/:@]/g, "x");

    expect(skeleton(page)).toEqual(skeleton(readPage(reportWith(harmless))));
  });

  test("is shown as it is, in every field", () => {
    for (const field of [...DETAILS, "shop", "vault"]) expect(page.text).toContain(`${field}${HTML}`);
  });
});

test.each([HTML, UNSEEN, "javascript:alert(1)"])("nothing runs, loads or leads away because of %j", (text) => {
  const page = readPage(reportWith(text));
  const inside = new Set(page.within.flatMap(({ attributes }) => Object.keys(attributes)));
  const links = page.within.flatMap(({ attributes }) => attributes.href ?? []);

  expect(all(page, "script")).toEqual([]);
  expect(
    page.within.filter(({ tag }) => /^(img|iframe|object|embed|link|base|form|audio|video|use|image)$/.test(tag)),
  ).toEqual([]);
  expect([...inside].filter((name) => /^on|^(src|srcset|style|action|formaction|xlink:href|ping)$/.test(name))).toEqual(
    [],
  );
  expect(links.filter((href) => !/^#[a-z0-9-]+$/.test(href))).toEqual([]);
  expect(links.length).toBeGreaterThan(10);
});

test("characters that are not seen, or turn the text around, are spelled out everywhere", () => {
  const page = readPage(reportWith(UNSEEN));
  const texts = [page.text, ...page.within.flatMap(({ attributes }) => Object.values(attributes))];

  expect(texts.join("").match(/[\p{Cc}\p{Bidi_Control}\u2028]/gu)).toBeNull();
  expect(page.text).toContain("\\u202egnp\\u001b[2J\\u000d\\u000a\\u0000\\u2066\\u2028");
});

test("names as long as AWS allows leave the page whole", () => {
  const page = readPage(reportWith("x".repeat(1_011)));

  expect(all(page, "h2")).toHaveLength(7);
});
