import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { Passphrase } from "../../../lib/sst/passphrase.ts";
import type { Observation } from "../../../lib/vault/observation.ts";
import type {
  ParameterFinder,
  ParameterGlancer,
  ParameterLister,
  ParameterReader,
  ParameterWrite,
  ParameterWriter,
} from "../../../lib/vault/ports.ts";

/** What users can set about a parameter, beside its value. */
export interface UserSettings {
  type?: string;
  tier?: string;
  keyId?: string;
  description?: string;
  allowedPattern?: string;
  labels?: string[];
  tags?: Record<string, string>;
}

interface StoreParts {
  store: ParameterReader & ParameterFinder & ParameterGlancer & ParameterLister & ParameterWriter;
  /** What users do, past the vault. `put` creates or overwrites; `tags` only on a new parameter. */
  users: {
    put(name: string, value: string, settings?: UserSettings): unknown;
    remove(name: string): unknown;
  };
}

/** What every Parameter Store keeps to. */
export function parameterStoreContract(name: string, make: () => StoreParts): void {
  describe(`${name} as Parameter Store`, () => {
    let store: StoreParts["store"];
    let users: StoreParts["users"];
    let prefix: string;
    let dev: string;
    beforeEach(async () => {
      ({ store, users } = await make());
      prefix = `/contract/${randomUUID()}/`;
      dev = `${prefix}shop/dev`;
    });

    test("looked at without its value, is the newest version, or absent", async () => {
      expect(await store.latest(dev)).toMatchObject({ present: false });
      await users.put(dev, "one");
      await users.put(dev, "two");
      const observed = await store.observe(dev);
      const { version, createdAt } = (observed.present && observed.versions.at(-1)) || expect.fail();
      const seen = await store.latest(dev);
      expect(seen).toEqual({ present: true, at: expect.any(String), version, createdAt });
      expect(version).toBe(2);
      await users.remove(dev);
      expect(await store.latest(dev)).toMatchObject({ present: false });
    });

    describe("observed", () => {
      test("shows every version, oldest first, with value, writer, time and settings", async () => {
        await users.put(dev, "one", { description: "the first", tier: "Standard", tags: { team: "web" } });
        const second = { description: "the second", tier: "Advanced", keyId: "alias/team", labels: ["blue"] };
        await users.put(dev, "two", second);
        await users.put(dev, "three", { description: "the third", tier: "Advanced", allowedPattern: ".*" });

        const observation = await store.observe(dev);

        const versions = shown(observation);
        expect(values(observation)).toEqual(["one", "two", "three"]);
        expect(versions).toMatchObject([
          { version: 1, tier: "Standard", keyId: "alias/aws/ssm", description: "the first", allowedPattern: null },
          { version: 2, ...second },
          { version: 3, keyId: "alias/aws/ssm", description: "the third", allowedPattern: ".*", labels: [] },
        ]);
        for (const version of versions) {
          expect(version).toMatchObject({ type: "SecureString", dataType: "text", policies: [], unreadable: null });
          expect(version.createdBy).toMatch(/^arn:aws:iam::000000000000:/);
          expect(version.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        }
        expect(versions.map(({ createdAt }) => createdAt)).toEqual(versions.map(({ createdAt }) => createdAt).sort());
      });

      test("shows more versions than fit on a page of its history", async () => {
        const all = Array.from({ length: 73 }, (_, n) => `value ${n}`);
        for (const value of all) await users.put(dev, value);
        expect(values(await store.observe(dev))).toEqual(all);
      });

      test("is absent, without tags, before its creation and after its deletion, and then starts at 1 again", async () => {
        expect(await store.observe(dev)).toEqual({ present: false, at: expect.any(String) });
        expect(await store.tags(dev)).toEqual({});
        await users.put(dev, "one", { tags: { team: "web" } });
        await users.put(dev, "two");
        await users.remove(dev);
        expect(await store.observe(dev)).toMatchObject({ present: false });
        expect(await store.tags(dev)).toEqual({});
        await users.put(dev, "again");
        const observation = await store.observe(dev);
        expect(values(observation)).toEqual(["again"]);
        expect(shown(observation)[0]?.version).toBe(1);
      });

      test("shows a parameter that was never encrypted as it is", async () => {
        await users.put(dev, "in clear", { type: "String" });
        const observation = await store.observe(dev);
        expect(values(observation)).toEqual(["in clear"]);
        expect(shown(observation)[0]?.type).toBe("String");
      });

      test("tells its tags", async () => {
        await users.put(dev, "one", { tags: { team: "web", cost: "" } });
        expect(await store.tags(dev)).toEqual({ team: "web", cost: "" });
      });
    });

    test("tells of many names which do not exist, whatever there is of the others", async () => {
      const there = Array.from({ length: 12 }, (_, n) => `${prefix}shop/pr-${n}`);
      for (const each of there) await users.put(each, "one");
      await users.put(`${prefix}clear`, "one", { type: "String" });
      await users.put(dev, "one");
      await users.remove(dev);
      const gone = [dev, ...Array.from({ length: 12 }, (_, n) => `${prefix}never/${n}`)];
      const absent = await store.absent([...gone, ...there, `${prefix}clear`]);
      expect(absent.sort()).toEqual(gone.sort());
      expect(await store.absent([])).toEqual([]);
    });

    describe("listed", () => {
      test("shows every parameter below the prefix at any depth, and none beside it", async () => {
        const names = Array.from({ length: 60 }, (_, n) => `${prefix}shop/pr-${n}`);
        const odd = [`${prefix}flat`, `${prefix}shop/a/b/c`, `${prefix}shop/--help`];
        for (const each of [...names, ...odd]) await users.put(each, "one");
        await users.put(`${prefix}flat`, "two");
        await users.put(`${prefix.slice(0, -1)}-beside/shop/dev`, "one");

        const pages = [];
        for await (const page of store.list(prefix)) pages.push(page);

        expect(pages.length).toBeGreaterThan(1);
        const listed = pages.flat();
        expect(listed.map((each) => each.name).sort()).toEqual([...names, ...odd].sort());
        const flat = listed.find((each) => each.name === `${prefix}flat`);
        const [, newest] = shown(await store.observe(`${prefix}flat`));
        expect(flat).toEqual({ name: `${prefix}flat`, version: 2, createdAt: newest?.createdAt });
      });

      test("shows nothing where nothing is", async () => {
        const listed = [];
        for await (const page of store.list(prefix)) listed.push(...page);
        expect(listed).toEqual([]);
      });
    });

    describe("written by the vault", () => {
      const written = (rest: Partial<ParameterWrite> = {}): ParameterWrite => ({
        name: dev,
        value: new Passphrase("restored"),
        type: "SecureString",
        overwrite: false,
        tier: "Standard",
        keyId: "alias/aws/ssm",
        description: null,
        allowedPattern: null,
        dataType: "text",
        tags: {},
        ...rest,
      });

      test("is created where it was absent, with settings and tags", async () => {
        const settings = { tier: "Advanced", keyId: "alias/team", description: "DO NOT DELETE", allowedPattern: ".+" };
        expect(await store.put(written({ ...settings, tags: { team: "web" } }))).toEqual({ version: 1 });
        const observation = await store.observe(dev);
        expect(values(observation)).toEqual(["restored"]);
        expect(shown(observation)[0]).toMatchObject({ ...settings, type: "SecureString", dataType: "text" });
        expect(await store.tags(dev)).toEqual({ team: "web" });
      });

      test("is left alone where it exists by then and was not to be overwritten", async () => {
        await users.put(dev, "theirs", { tags: { team: "web" } });
        expect(await store.put(written({ tags: { team: "ours" } }))).toBe("exists");
        expect(values(await store.observe(dev))).toEqual(["theirs"]);
        expect(await store.tags(dev)).toEqual({ team: "web" });
      });

      test("is overwritten as one more version, whose settings are the recovery point's and whose tags stay", async () => {
        await users.put(dev, "wrong", { description: "regenerated", allowedPattern: ".*", tags: { team: "web" } });
        expect(await store.put(written({ overwrite: true, tags: { cost: "1" } }))).toEqual({ version: 2 });
        const observation = await store.observe(dev);
        expect(values(observation)).toEqual(["wrong", "restored"]);
        expect(shown(observation)[1]).toMatchObject({ description: null, allowedPattern: null });
        expect(await store.tags(dev)).toEqual({ team: "web" });
      });

      test("gets tags added and replaced, and loses none", async () => {
        await users.put(dev, "one", { tags: { team: "web", stays: "yes" } });
        await store.addTags(dev, { team: "ops", cost: "1" });
        await store.addTags(dev, { team: "ops", cost: "1" });
        expect(await store.tags(dev)).toEqual({ team: "ops", stays: "yes", cost: "1" });
      });

      test("is read back by its very version", async () => {
        await users.put(dev, "one");
        await users.put(dev, "two");
        const read = async (version: number, of = dev) => (await store.read(of, version))?.reveal() ?? null;
        expect([await read(1), await read(2), await read(3)]).toEqual(["one", "two", null]);
        expect(await read(1, `${prefix}shop/none`)).toBeNull();
      });
    });
  });
}

function shown(observation: Observation) {
  return observation.present ? observation.versions : [];
}

function values(observation: Observation) {
  return shown(observation).map(({ value }) => value?.reveal());
}
