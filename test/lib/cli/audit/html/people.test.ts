import { expect, test } from "vitest";
import { sampleEvent } from "../../../../support/sample-event.ts";
import { all, byId, type Element, readPage, reportOn } from "./read-page.ts";

const session = (role: string, name: string) => `arn:aws:sts::111122223333:assumed-role/${role}/${name}`;

/** The page of a report in which each of these wrote one value. */
function writtenBy(arns: string[]): Element {
  return readPage(reportOn(...arns.map((arn, seq) => sampleEvent({ seq, actor: { arn, proof: "ssm" } }))));
}

function names(page: Element): string[] {
  const heads = all(byId(page, "people"), "th").filter(({ attributes }) => attributes.scope === "row");
  return heads.map(({ text }) => text);
}

const runs = Array.from({ length: 7 }, (_, run) => session("ci-deploy", `deploy-${run}`));

test("a role with a session for every run is told as one, and each of its lines leads there", () => {
  const page = writtenBy(runs);

  expect(names(page)).toEqual(["role/ci-deploy, 7 sessions arn:aws:sts::111122223333:assumed-role/ci-deploy/*"]);
  expect(byId(page, "summary").text).toContain("7 changes by 1 user or role.");
  expect(byId(page, "entry-1-3").text).toContain("role/ci-deploy/deploy-2");
  expect(all(byId(page, "entry-1-3"), "a")[0]?.attributes).toEqual({ href: "#who-1", title: runs[2] });
});

test("few sessions of a role are told one by one: they may be people", () => {
  expect(names(writtenBy(runs.slice(0, 2)))).toEqual([
    `role/ci-deploy/deploy-0 ${runs[0]}`,
    `role/ci-deploy/deploy-1 ${runs[1]}`,
  ]);
});

test("sessions of IAM Identity Center are people, however many", () => {
  const people = Array.from({ length: 7 }, (_, n) => session("AWSReservedSSO_Admin_0123456789abcdef", `dev${n}@a.org`));

  expect(names(writtenBy(people))).toHaveLength(7);
});

test("who did most stands first, and whom nobody knows last", () => {
  const [ana, ben] = ["arn:aws:iam::111122223333:user/ana", "arn:aws:iam::111122223333:user/ben"];
  const deletions = [null, null, null, ana, ben, ben].map((arn, seq) =>
    sampleEvent({ seq, type: "deleted", actor: arn === null ? null : { arn, proof: "trail" } }),
  );

  expect(names(readPage(reportOn(...deletions)))).toEqual([`user/ben ${ben}`, `user/ana ${ana}`, "unknown"]);
});

test("who did as much as others stands in the order of the names' code units, the same on every machine", () => {
  const arns = ["ärn", "zoe", "Zoe", "ana", "ana-2", "ana_1"].map((user) => `arn:aws:iam::111122223333:user/${user}`);

  expect(names(writtenBy(arns)).map((name) => name.split(" ")[0])).toEqual(
    ["Zoe", "ana", "ana-2", "ana_1", "zoe", "ärn"].map((user) => `user/${user}`),
  );
});
