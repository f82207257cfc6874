import { expect, test } from "vitest";
import { parameter, runWith } from "./harness.ts";

test("list shows what is not captured yet as live without a recovery point, and how to see why", async () => {
  const pendingSince = "2026-11-22T11:59:30.000Z";
  const pending = parameter("my-app", "new", { recoveryPoints: 0, latest: null, verdict: "unproven", pendingSince });
  const { out, err, code } = await runWith({ replies: { query: { parameters: [pending] } } }, "list");
  expect(code).toBe(0);
  expect(out).toMatch(/new +live +0 +none +unproven/);
  expect(err).toBe(
    "\n1 parameter not captured yet; if that lasts longer than a minute, to see why:\nnpx sst-vault status\n",
  );
});

test("sweep promises no more than it sees: that it compared and enqueued", async () => {
  const sweep = (enqueued: number) => runWith({ replies: { sweep: { parameters: 12, enqueued } } }, "sweep");
  const some = await sweep(2);
  expect(some.code).toBe(0);
  expect(some.out).toBe("account 111122223333, region eu-west-1\n12 parameters compared, 2 enqueued for capture\n");
  expect(some.err).toBe("to see whether they are captured, and why not:\nnpx sst-vault list\nnpx sst-vault status\n");
  expect((await sweep(0)).err).toBe("");
});
