import { setTimeout } from "node:timers/promises";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DescribeParametersCommand, ListTagsForResourceCommand } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import type { ListResponse, RestoreResponse, SweepResponse } from "../../lib/vault/api.ts";
import type { AuditResponse } from "../../lib/vault/audit-api.ts";
import { functionSession } from "../../lib/vault/own-writes.ts";
import { localAws } from "../support/local-aws.ts";
import { logLines } from "../support/log-lines.ts";
import { sstVault, sstVaultJson } from "./sst-vault.ts";
import { history, nameOf, newValue, users } from "./stages.ts";

const { ssm, put, remove, get } = users();

describe.concurrent("a passphrase", () => {
  test("is captured, deleted, and restored with everything about it", async () => {
    const name = nameOf("spine", "prod");
    const value = newValue();
    const settings = {
      Description: "DO NOT DELETE STATE WILL BECOME UNRECOVERABLE",
      Tier: "Advanced" as const,
      Tags: [{ Key: "team", Value: "web" }],
    };
    await put(name, value, settings);
    await history(name, (told) => told.recoveryPoints.length === 1);
    // At the first look: one that misses is told in the log, and costs the five seconds until the next.
    const again = (line: string) => line.includes("message comes again") && line.includes(name);
    expect((await logLines(localAws())).filter(again)).toEqual([]);
    await remove(name);
    const restored = await sstVault("restore", "spine", "prod", "--reason", "cleaned up by accident");
    expect(restored).toMatchObject({ code: 0 });
    expect(restored.stdout.trim().split("\n").at(-1)).toContain("aws ssm delete-parameter");

    expect(await get(name)).toBe(value);
    const filter = { Key: "Name", Option: "Equals", Values: [name] };
    const { Parameters } = await ssm.send(new DescribeParametersCommand({ ParameterFilters: [filter] }));
    expect(Parameters?.[0]).toMatchObject({
      Type: "SecureString",
      Tier: "Advanced",
      Description: settings.Description,
    });
    const { TagList } = await ssm.send(new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: name }));
    expect(TagList).toEqual(settings.Tags);

    // The deletion may have been judged before the restore: the verdict counts that knows of both lives.
    const { parameter, recoveryPoints } = await history(
      name,
      (told) => told.recoveryPoints.length === 2 && !told.parameter.stale,
    );
    expect(parameter).toMatchObject({ live: true, app: "spine", stage: "prod", verdict: "unproven" });
    expect(recoveryPoints.map(({ life, live }) => [life, live])).toEqual([
      [2, true],
      [1, false],
    ]);
    // By this very ARN the function knows what it wrote itself.
    const restore = new GetFunctionConfigurationCommand({ FunctionName: "sst-vault-restore" });
    const { RESTORE_ROLE_ARN = "" } = (await new LambdaClient(localAws()).send(restore)).Environment?.Variables ?? {};
    expect(recoveryPoints[0]?.createdBy).toBe(functionSession(RESTORE_ROLE_ARN, "sst-vault-restore"));
  });

  test("of each of two lives within a second is kept", async () => {
    const name = nameOf("spine", "two-lives");
    await put(name, newValue());
    await history(name, ({ recoveryPoints }) => recoveryPoints.length === 1);
    await remove(name);
    await put(name, newValue());
    const { recoveryPoints } = await history(name, (told) => told.recoveryPoints.length === 2);
    expect(recoveryPoints.map(({ life, parameterVersion }) => [life, parameterVersion])).toEqual([
      [2, 1],
      [1, 1],
    ]);
  });

  test("overwritten forty times by eight writers at once is kept forty times", async () => {
    const name = nameOf("spine", "busy");
    const writer = async () => {
      for (let n = 0; n < 5; n++) await put(name, newValue(), { Overwrite: true });
    };
    await Promise.all(Array.from({ length: 8 }, writer));
    const { recoveryPoints } = await history(name, (told) => told.recoveryPoints.length >= 40);
    const versions = recoveryPoints.map(({ parameterVersion }) => parameterVersion);
    expect(versions).toEqual(Array.from({ length: 40 }, (_, n) => 40 - n));
  });

  test("from before the vault was captured by the deploy's own sweep", async () => {
    const { recoveryPoints } = await history(nameOf("before", "prod"), (told) => told.recoveryPoints.length === 1);
    expect(recoveryPoints[0]?.source).toBe("sweep");
  });
});

describe.concurrent("a stage called", () => {
  const long = "x".repeat(120);
  test.each(["--help", "-", "0", "_fallback", long])("%s is protected and restored like any other", async (stage) => {
    const name = nameOf("odd", stage);
    const value = newValue();
    await put(name, value);
    await history(name, ({ recoveryPoints }) => recoveryPoints.length === 1);
    await remove(name);
    expect(await sstVault("restore", "--", "odd", stage)).toMatchObject({ code: 0 });
    expect(await get(name)).toBe(value);
  });

  test("something else, at another depth, is addressed by its full name", async () => {
    const name = "/sst/passphrase/shallow";
    await put(name, newValue());
    const { parameter } = await history(name, ({ recoveryPoints }) => recoveryPoints.length === 1);
    expect(parameter).toMatchObject({ name, app: null, stage: null });
  });
});

describe("a live value", () => {
  test("is replaced only where it is confirmed, and the last line of the output brings it back", async () => {
    const name = nameOf("spine", "replaced");
    const [old, now] = [newValue(), newValue()];
    await put(name, old);
    await put(name, now, { Overwrite: true });
    const { recoveryPoints } = await history(name, (told) => told.recoveryPoints.length === 2);
    const oldest = recoveryPoints[1]?.id ?? "";

    const refused = await sstVaultJson<RestoreResponse>("restore", "spine", "replaced");
    expect(refused).toMatchObject({ code: 4, outcome: "refused", candidates: [{ live: true }, { live: false }] });
    const unconfirmed = await sstVault("restore", "spine", "replaced", "--recovery-point", oldest);
    expect(unconfirmed.code).toBe(4);
    expect(await get(name)).toBe(now);

    const planned = await sstVaultJson<RestoreResponse>("restore", name, "--recovery-point", oldest, "--dry-run");
    expect(planned).toMatchObject({ code: 0, outcome: "planned", replaced: recoveryPoints[0]?.id });
    const restored = await sstVault("restore", "spine", "replaced", "--recovery-point", oldest, "--yes");
    expect(restored.code).toBe(0);
    expect(await get(name)).toBe(old);

    const undo = restored.stdout.trim().split("\n").at(-1) ?? "";
    const [, ...args] = (/npx (sst-vault .*)$/.exec(undo)?.[1] ?? "").split(" ");
    expect(await sstVault(...args)).toMatchObject({ code: 0 });
    expect(await get(name)).toBe(now);
  });
});

test("a restore beside a writer that never rests is recorded as what it was, and is no mended stage", async () => {
  const name = nameOf("spine", "restless");
  await put(name, newValue());
  const { recoveryPoints } = await history(name, (told) => told.recoveryPoints.length === 1);
  const source = recoveryPoints[0]?.id ?? "";
  await put(name, newValue(), { Overwrite: true });
  let resting = false;
  const writing = (async () => {
    while (!resting) {
      await put(name, newValue(), { Overwrite: true });
      await setTimeout(100);
    }
  })();
  const restored = await sstVaultJson<RestoreResponse>("restore", name, "--recovery-point", source, "--yes");
  resting = true;
  await writing;
  expect(restored).toMatchObject({ code: 1, outcome: "restored", cause: { code: "replaced-again" } });
  const { events } = await sstVaultJson<AuditResponse>("audit", name);
  const records = events.filter(({ type }) => type === "restored");
  expect(records.length).toBeGreaterThan(0);
  for (const { detail } of records) expect(`${detail.recoveryPoint}` < `${detail.created}`).toBe(true);
  expect(records.map(({ detail }) => detail.recoveryPoint)).toContain(source);
});

describe.concurrent("the CLI", () => {
  test("lists what is deleted apart, and asks for what differs", async () => {
    const name = nameOf("spine", "gone");
    await put(name, newValue());
    await history(name, ({ recoveryPoints }) => recoveryPoints.length === 1);
    await remove(name);
    await history(name, ({ parameter }) => !parameter.live);
    const { parameters } = await sstVaultJson<ListResponse>("list", "--app", "spine", "--deleted");
    expect(parameters.map((parameter) => parameter.name)).toContain(name);
    expect(parameters.every(({ live }) => !live)).toBe(true);
    const { parameters: compared } = await sstVaultJson<SweepResponse>("sweep");
    expect(compared).toBeGreaterThan(0);
  });

  test.each([
    [["history", "spine", "nowhere"], 3, "NotFound"],
    [["restore", "spine", "nowhere"], 3, "NotFound"],
    [["list", "--vault", "another-vault"], 3, "NoVault"],
    [["history", "/elsewhere/spine"], 2, "BadRequest"],
  ])("answers %j with exit code %i", async (args, code, error) => {
    expect(await sstVaultJson(...args)).toMatchObject({ code, error: { code: error } });
  });
});
