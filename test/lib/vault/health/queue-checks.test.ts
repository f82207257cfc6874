import { describe, expect, test } from "vitest";
import type { HealthProbes } from "../../../../lib/vault/health/probes.ts";
import { checked, wellVault } from "./well.ts";

/** One queue that is ill; the other is well. */
const ill =
  (one: "changes" | "checks", state: Partial<Awaited<ReturnType<HealthProbes["queue"]>>>): HealthProbes["queue"] =>
  (holds) =>
    Promise.resolve({ waiting: 0, oldestSeconds: null, dead: 0, ...(holds === one && state) });

describe.each([
  ["capture", "changes", 900],
  ["verify", "checks", 3600],
] as const)("%s", (name, queue, limit) => {
  test("is not well with dead letters; the command has them handled again", async () => {
    const { failed, of } = await checked(await wellVault(), { queue: ill(queue, { dead: 2 }) });
    expect(failed).toEqual([name]);
    const arn = `arn:aws:sqs:us-east-1:000000000000:sst-vault-${queue}`;
    expect(of(name)).toEqual({
      ok: false,
      detail: `0 ${queue} waiting, 2 dead letters`,
      advice: `aws sqs start-message-move-task --source-arn ${arn}-dlq --destination-arn ${arn} --region us-east-1`,
    });
  });

  test("is not well where a message waits for too long, and is while one does not", async () => {
    const waits = (oldestSeconds: number) => ({ queue: ill(queue, { waiting: 1, oldestSeconds }) });
    expect((await checked(await wellVault(), waits(limit))).failed).toEqual([]);
    const { of } = await checked(await wellVault(), waits(limit + 60));
    expect(of(name)).toMatchObject({
      ok: false,
      detail: expect.stringMatching(`^1 ${queue.slice(0, -1)} waiting, the oldest for \\d+ minutes, 0 dead letters$`),
      advice: `aws logs tail /aws/lambda/sst-vault-${name} --since 1h --filter-pattern '?ERROR ?timeout' --region us-east-1`,
    });
  });

  test("is well where only CloudWatch still remembers a message", async () => {
    const { failed } = await checked(await wellVault(), { queue: ill(queue, { oldestSeconds: limit + 60 }) });
    expect(failed).toEqual([]);
  });
});
