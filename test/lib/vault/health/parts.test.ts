import { describe, expect, test } from "vitest";
import type { HealthProbes, Source, TableHealth } from "../../../../lib/vault/health/probes.ts";
import { changed, checked, queueArn, STREAM, TOPIC, wellQueue, wellVault } from "./well.ts";

/** The one check that these probes make fail, and its causes. */
async function broken(probes: Partial<HealthProbes>, name: string) {
  const { healthy, failed, of } = await checked(await wellVault(), probes);
  expect({ healthy, failed }).toEqual({ healthy: false, failed: [name] });
  return of(name).causes;
}

const only =
  <T extends { name: string }>(name: string, change: Partial<T>) =>
  (one: T): Partial<T> =>
    one.name === name ? change : {};

test.each<[string, { state: string; deletedAt: string | null }, object]>([
  ["disabled", { state: "Disabled", deletedAt: null }, { code: "key-unusable", key: "1234abcd", state: "Disabled" }],
  [
    "about to be deleted",
    { state: "PendingDeletion", deletedAt: "2026-12-22T00:00:00.000Z" },
    { code: "key-deleted", key: "1234abcd", state: "PendingDeletion", at: "2026-12-22T00:00:00.000Z" },
  ],
])("names a key that is %s", async (_, found, cause) => {
  expect(await broken({ key: () => Promise.resolve({ id: "1234abcd", ...found }) }, "key")).toEqual([cause]);
});

describe("tables", () => {
  const arn = "arn:aws:dynamodb:us-east-1:000000000000:table/Ledger-1A";
  const table = "Ledger-1A";
  test.each<[Partial<TableHealth>, object[]]>([
    [{ deletionProtected: false }, [{ code: "table-deletable", table }]],
    [{ recoverable: false }, [{ code: "table-not-recoverable", table }]],
    [
      { state: "INACCESSIBLE_ENCRYPTION_CREDENTIALS" },
      [{ code: "table-unusable", table, state: "INACCESSIBLE_ENCRYPTION_CREDENTIALS" }],
    ],
    [{ missingPolicy: { arn, policy: "{}" } }, [{ code: "ledger-rewritable", table, arn, policy: "{}" }]],
    [{ state: "MISSING", recoverable: false }, [{ code: "table-missing", table }]],
    [
      { deletionProtected: false, recoverable: false },
      [
        { code: "table-deletable", table },
        { code: "table-not-recoverable", table },
      ],
    ],
  ])("that lack something are named with it: %j", async (change, causes) => {
    expect(await broken(changed("tables", only(table, change)), "tables")).toEqual(causes);
  });
});

describe("sources", () => {
  const withSource = (reader: "capture" | "tamper", change: (source: Source) => Partial<Source>) =>
    changed("sources", (one) => (one.reader === `sst-vault-${reader}` ? change(one) : {}));
  const mapping =
    (change: Partial<Source["mappings"][number]>) =>
    ({ mappings }: Source) => ({ mappings: mappings.map((one) => ({ ...one, ...change })) });
  const tamper = { function: "sst-vault-tamper", creation: ["--batch-size", "7"] };

  test("that are bound to an old stream only are to be bound to the present one", async () => {
    const probes = withSource("tamper", mapping({ source: `${STREAM}-before` }));
    const cause = { code: "source-missing", ...tamper, source: STREAM, stale: ["id-of-sst-vault-tamper"] };
    expect(await broken(probes, "sources")).toEqual([cause]);
  });

  test("that are gone are to be made", async () => {
    const capture = { ...tamper, function: "sst-vault-capture", source: queueArn("sst-vault-changes") };
    expect(
      await broken(
        withSource("capture", () => ({ mappings: [] })),
        "sources",
      ),
    ).toEqual([{ code: "source-missing", ...capture, stale: [] }]);
  });

  test("of a table whose stream is off take a stream first: to turn it on is not enough", async () => {
    expect(
      await broken(
        withSource("tamper", () => ({ source: null })),
        "sources",
      ),
    ).toEqual([{ code: "stream-off", ...tamper, table: "Ledger-1A", stale: ["id-of-sst-vault-tamper"] }]);
  });

  test.each(["Disabled", "Disabling"])("that are %s are to be enabled", async (state) => {
    expect(await broken(withSource("capture", mapping({ state })), "sources")).toEqual([
      { code: "source-disabled", function: "sst-vault-capture", mapping: "id-of-sst-vault-capture", state },
    ]);
  });

  test("that report a problem are named with it", async () => {
    const result = "PROBLEM: Function call failed";
    expect(await broken(withSource("tamper", mapping({ lastResult: result })), "sources")).toEqual([
      { code: "source-failing", function: "sst-vault-tamper", result },
    ]);
  });

  test("that a deploy is changing are well, and so is one with an old one beside it", async () => {
    const beside = { id: "old", source: `${STREAM}-before`, state: "Disabled", lastResult: "PROBLEM: no stream" };
    const probes = [
      withSource("capture", mapping({ state: "Updating" })),
      withSource("tamper", ({ mappings }) => ({ mappings: [beside, ...mappings] })),
    ];
    for (const one of probes) expect((await checked(await wellVault(), one)).healthy).toBe(true);
  });
});

describe("rules", () => {
  const rule = "sst-vault-changes";
  test.each<[string, object, object]>([
    ["missing", { state: null, targets: [] }, { code: "rule-missing", rule }],
    ["disabled", { state: "DISABLED" }, { code: "rule-disabled", rule, state: "DISABLED" }],
    ["without the target they need", { targets: ["other"] }, { code: "rule-without-target", rule, target: "queue" }],
  ])("that are %s are named", async (_, change, cause) => {
    expect(await broken(changed("rules", only(rule, change)), "rules")).toEqual([cause]);
  });

  test("that the queue's policy keeps out are no better than none", async () => {
    const queue = (holds: string) =>
      Promise.resolve(wellQueue(holds, holds === "changes" ? { rightPolicy: "{}" } : {}));
    const { url } = wellQueue("changes");
    expect(await broken({ queue }, "rules")).toEqual([
      { code: "queue-closed", queue: "sst-vault-changes", url, policy: "{}" },
    ]);
  });
});

describe("functions", () => {
  const name = "sst-vault-capture";
  const rule = "arn:aws:events:us-east-1:000000000000:rule/sst-vault-sweep-schedule";
  test.each<[object, object]>([
    [{ present: false }, { code: "function-missing", function: name }],
    [{ stopped: true }, { code: "function-stopped", function: name }],
    [{ missingAlias: "force" }, { code: "alias-missing", function: name, alias: "force" }],
    [{ uninvitedRule: rule }, { code: "rule-not-admitted", function: name, rule }],
  ])("that cannot run, or not for whom they must, are named: %j", async (change, cause) => {
    expect(await broken(changed("functions", only(name, change)), "functions")).toEqual([cause]);
  });

  /** A vault in which that function's last run failed, so many seconds ago. */
  async function failed(duty: string, secondsAgo: number) {
    const vault = await wellVault();
    const failingSince = new Date(vault.clock.now().getTime() - secondsAgo * 1000).toISOString();
    return checked(vault, {
      runs: () => Promise.resolve([{ function: `sst-vault-${duty}`, errors: 3, failingSince }]),
    });
  }

  test("whose last run failed are named; what is called by people counts for an hour", async () => {
    const cause = { code: "function-failing", function: "sst-vault-sweep", errors: 3, seconds: 7200 };
    expect((await failed("sweep", 7200)).causes).toEqual([cause]);
    expect((await failed("restore", 1800)).causes).toMatchObject([{ function: "sst-vault-restore" }]);
    expect((await failed("restore", 7200)).healthy).toBe(true);
  });
});

test("roles that lost rights, or were given policies, are named", async () => {
  const foreign = { inline: ["deny"], attached: ["arn:aws:iam::aws:policy/AWSDenyAll"] };
  const role = { function: "sst-vault-capture", role: "Role-1" };
  expect(
    await broken(
      changed("roles", () => ({ missing: ["Seal"], foreign })),
      "roles",
    ),
  ).toEqual([
    { code: "rights-missing", ...role, rights: ["Seal"] },
    { code: "foreign-policies", ...role, ...foreign },
  ]);
});

test("alarms that are raised, missing, silenced, or notify nobody are named", async () => {
  const states = { raised: "ALARM", missing: null, silenced: "OK", mute: "OK" };
  const alarms = () =>
    Promise.resolve(
      Object.entries(states).map(([name, state]) => {
        return { name, state, silenced: name === "silenced", notifies: name !== "mute" && state !== null };
      }),
    );
  expect(await broken({ alarms }, "alarms")).toEqual([
    { code: "alarms-raised", alarms: ["raised"] },
    { code: "alarms-missing", alarms: ["missing"] },
    { code: "alarms-silenced", alarms: ["silenced"] },
    { code: "alarms-without-action", alarms: ["mute"] },
  ]);
});

describe("the topic", () => {
  const well = { arn: TOPIC, present: true, confirmed: 1, pending: 0, rightPolicy: null };
  const topic = (change: object) => ({ topic: () => Promise.resolve({ ...well, ...change }) });

  test("that is missing, or closed to the alarms, makes the vault unhealthy", async () => {
    expect(await broken(topic({ present: false }), "topic")).toEqual([{ code: "topic-missing", topic: TOPIC }]);
    expect(await broken(topic({ rightPolicy: "{}" }), "topic")).toEqual([
      { code: "topic-closed", topic: TOPIC, policy: "{}" },
    ]);
    // And so it does if nobody reads it besides.
    expect((await checked(await wellVault(), topic({ rightPolicy: "{}", confirmed: 0 }))).healthy).toBe(false);
  });

  test("that nobody reads is worth knowing, and the vault is healthy", async () => {
    const { healthy, of } = await checked(await wellVault(), topic({ confirmed: 0, pending: 2 }));
    expect(healthy).toBe(true);
    expect(of("topic")).toMatchObject({
      ok: false,
      advisory: true,
      causes: [{ code: "no-subscribers", topic: TOPIC, pending: 2 }],
    });
  });
});
