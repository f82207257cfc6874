import { expect, test } from "vitest";
import { failed, parameter, point, restoreAnswer, runWith } from "./harness.ts";

const wrong = "20261122T014946.123Z-2";
const query = { parameters: ["gone", "live"].map((stage) => parameter("my-app", stage, { verdict: "recoverable" })) };

type Requested = Record<string, unknown>;
type Asked = { name: string; request: object }[];

/** As a vault does it that restores what it is asked to, but cannot plan one of the two. */
const unplanned =
  (stage: string) =>
  ({ name, dryRun }: Requested) => {
    if (dryRun && `${name}`.endsWith(stage)) return failed("Busy", "later", "ask again in a minute");
    const replaced = `${name}`.endsWith("gone") ? null : wrong;
    const of = { stage: `${name}`.slice("/sst/passphrase/my-app/".length), name: `${name}` };
    return restoreAnswer(dryRun ? "planned" : "restored", { ...of, recoveryPoint: point().id, replaced });
  };
const real = (asked: Asked) =>
  asked.flatMap(({ name, request }) => (name.includes("-restore") && !("dryRun" in request) ? request : []));

test("a live value without a plan is replaced by nobody's word, and is told as a failure", async () => {
  const replies = { query, restore: unplanned("live") };
  const shown = await runWith({ replies }, "restore", "--all");
  const json = await runWith({ replies }, "restore", "--all", "--json");

  expect([shown.code, json.code]).toEqual([1, 1]);
  for (const { asked } of [shown, json]) {
    expect(real(asked)).toMatchObject([{ name: "/sst/passphrase/my-app/gone", replaces: null }]);
  }
  expect(shown.out).toMatch(/^my-app +gone +restored/m);
  expect(shown.out).toMatch(/^my-app +live +failed$/m);
  expect(shown.err).toContain(
    "failed /sst/passphrase/my-app/live\n  why       later\n  hint      ask again in a minute\n",
  );
  const { results, errors } = JSON.parse(json.out);
  expect(results).toMatchObject([{ outcome: "restored", stage: "gone" }]);
  expect(errors).toMatchObject([{ stage: "live", code: "Busy", message: "later" }]);
});

test("where none can be planned nothing is restored", async () => {
  const { code, out, asked } = await runWith(
    { replies: { query, restore: unplanned("") }, confirms: true },
    ...["restore", "--all", "--json"],
  );

  expect(code).toBe(1);
  expect(real(asked)).toEqual([]);
  expect(JSON.parse(out)).toMatchObject({ results: [], errors: [{ stage: "gone" }, { stage: "live" }] });
});

test("who is asked hears that some are left alone, and a yes is for the planned ones only", async () => {
  const parameters = ["live", "torn"].map((stage) => parameter("my-app", stage, { verdict: "recoverable" }));
  const setting = { replies: { query: { parameters }, restore: unplanned("torn") }, confirms: true };
  const { code, questions, err, asked } = await runWith(setting, "restore", "--all");

  expect({ code, questions }).toEqual({ code: 1, questions: 1 });
  expect(err).toMatch(/no plan of \/sst\/passphrase\/my-app\/\S+, which is left alone: .+$/m);
  expect(err).toContain("1 live value would be replaced\n");
  expect(real(asked)).toMatchObject([{ name: "/sst/passphrase/my-app/live", replaces: wrong }]);
});

test("--yes plans nothing, so that no plan can fail", async () => {
  const { code, asked } = await runWith(
    { replies: { query, restore: unplanned("live") } },
    ...["restore", "--all", "--yes"],
  );

  expect(code).toBe(0);
  expect(real(asked)).toHaveLength(2);
  for (const request of real(asked)) expect(request).not.toHaveProperty("replaces");
});
