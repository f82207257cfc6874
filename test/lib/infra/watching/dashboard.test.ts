import { expect, it } from "vitest";
import { ALARMS, FUNCTIONS, METRICS } from "../../../../lib/aws/environment.ts";
import { logicalId, synthesize } from "../synthesize.ts";

interface Widget {
  type: string;
  properties: { title?: string; markdown?: string; alarms?: string[]; metrics?: unknown[][]; view?: string };
}

const { template } = synthesize();
const [dashboard = expect.fail()] = Object.values(template.findResources("AWS::CloudWatch::Dashboard"));
const parts = dashboard.Properties.DashboardBody["Fn::Join"][1] as (string | Record<string, string | string[]>)[];
/** The body with its references written out as `<LogicalId>` or `<LogicalId.Arn>`. */
const body = parts
  .map((part) => (typeof part === "string" ? part : `<${Object.values(part).flat().join(".")}>`))
  .join("");
const { widgets } = JSON.parse(body) as { widgets: Widget[] };
const titled = (title: string) =>
  widgets.find(({ properties }) => properties.title?.startsWith(title)) ?? expect.fail();

it("is called after vault and region, since it is of the whole account, and is the only one: the fourth costs", () => {
  template.resourceCountIs("AWS::CloudWatch::Dashboard", 1);
  expect(dashboard.Properties.DashboardName).toBe("sst-vault-eu-central-1");
});

it("begins with what good looks like and what to type", () => {
  const { markdown = "" } = widgets[0]?.properties ?? {};
  expect(markdown).toContain("is every stage protected, and proved?");
  expect(markdown).toContain("`npx sst-vault status --region eu-central-1`");
  expect(markdown).toContain("is younger than 50 hours");
});

it("shows each figure of the last sweep as a number", () => {
  const shown = widgets.filter(({ properties }) => properties.view === "singleValue");
  const metrics = shown.map(({ properties }) => properties.metrics?.[0]?.slice(0, 4));
  expect(metrics).toEqual(Object.values(METRICS.names).map((name) => ["SstVault", name, "Vault", "sst-vault"]));
});

it("shows all alarms", () => {
  const { alarms = [] } = widgets.find(({ type }) => type === "alarm")?.properties ?? {};
  expect(alarms).toHaveLength(ALARMS.length);
  const ids = Object.keys(template.findResources("AWS::CloudWatch::Alarm")).map((id) => `<${id}.Arn>`);
  expect([...alarms].sort()).toEqual(ids.sort());
});

it("shows both queues, and all functions", () => {
  const plotted = (title: string) => JSON.stringify(titled(title).properties.metrics);
  for (const queue of ["ChangesQueue", "ChecksQueue"]) {
    expect(plotted("Oldest message")).toContain(`<${logicalId(template, queue)}.QueueName>`);
  }
  for (const queue of ["ChangesDeadLetters", "ChecksDeadLetters"]) {
    expect(plotted("Dead letters")).toContain(`<${logicalId(template, queue)}.QueueName>`);
  }
  for (const title of ["Errors of the functions", "How long the functions take"]) {
    expect(titled(title).properties.metrics).toHaveLength(FUNCTIONS.length);
  }
});
