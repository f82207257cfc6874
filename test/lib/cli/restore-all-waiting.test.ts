import { expect, test } from "vitest";
import { parameter, point, restoreAnswer, runWith } from "./harness.ts";

const names = ["gone", "pr-17", "production", "stuck"];
const query = { parameters: names.map((stage) => parameter("my-app", stage, { verdict: "recoverable" })) };
const named = (name: unknown) => ({ name: `${name}`, stage: `${name}`.slice("/sst/passphrase/my-app/".length) });
const reason = "it was deleted a moment ago, and AWS asks to wait before a name is created again";

test.each([
  { what: "some", waits: ["gone"] },
  { what: "all", waits: names },
])("--dry-run where AWS wants a pause for $what says so in a line each, and how to do it", async ({ waits }) => {
  const restore = ({ name }: Record<string, unknown>) => {
    const pause = waits.includes(named(name).stage) ? { retryAfterSeconds: 29 } : {};
    return restoreAnswer("planned", { ...named(name), recoveryPoint: point().id, ...pause });
  };
  const { code, out } = await runWith({ replies: { query, restore } }, "restore", "--all", "--dry-run");

  expect(code).toBe(0);
  const lines = waits.map((stage) => `planned /sst/passphrase/my-app/${stage}: AWS asks for 29 s more\n`);
  expect(out.slice(out.indexOf("\n\nplanned") + 2)).toBe(
    `${lines.join("")}\nnothing was changed; to do it:\nnpx sst-vault restore --all\n`,
  );
});

test("what waited for too long is left, and tried again by the same command", async () => {
  const restore = ({ name }: Record<string, unknown>) => {
    const waits = named(name).stage === "gone";
    const more = waits ? { reason, retryAfterSeconds: 40 } : { recoveryPoint: point().id };
    return restoreAnswer(waits ? "waiting" : "restored", { ...named(name), ...more });
  };
  const argv = ["restore", "--all", "--yes", "--reason", "x"];
  const { code, out } = await runWith({ replies: { query, restore } }, ...argv);

  expect(code).toBe(1);
  expect(out).toContain("\nwaiting /sst/passphrase/my-app/gone: AWS asks for 40 s more\n\nto try again:\n");
  expect(out).toContain("\nnpx sst-vault restore --all --reason x --yes\n");
});

test("what was said goes on to the one that was refused", async () => {
  const restore = ({ name }: Record<string, unknown>) => restoreAnswer("refused", named(name));
  const argv = ["restore", "--all", "--yes", "--force", "--tier", "Advanced", "--profile", "p"];
  const { out } = await runWith({ replies: { query, "restore:force": restore } }, ...argv);

  expect(out).toContain("npx sst-vault restore my-app stuck --tier Advanced --force --dry-run --yes --profile p\n");
});
