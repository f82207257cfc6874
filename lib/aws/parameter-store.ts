import {
  GetParameterCommand,
  GetParametersCommand,
  ListTagsForResourceCommand,
  type ParameterHistory,
  paginateDescribeParameters,
  paginateGetParameterHistory,
  type SSMClient,
} from "@aws-sdk/client-ssm";
import pMap from "p-map";
import { Passphrase } from "../sst/passphrase.ts";
import { VaultError } from "../vault/errors.ts";
import type { Glance, Observation, StoreVersion } from "../vault/observation.ts";
import type {
  ListedParameter,
  ParameterFinder,
  ParameterGlancer,
  ParameterLister,
  ParameterReader,
} from "../vault/ports.ts";
import { isAws, isTransient } from "./aws-error.ts";

/** Parameter Store as capture and restore read it. */
export function parameterReader(ssm: SSMClient): ParameterReader & ParameterFinder {
  return {
    observe: (name) => observe(ssm, name),
    absent: (names) => absent(ssm, names),
    tags: (name) => tags(ssm, name),
  };
}

async function observe(ssm: SSMClient, name: string): Promise<Observation> {
  const at = new Date().toISOString();
  try {
    return observation(
      at,
      (await history(ssm, name, true)).map((version) => storeVersion(version, true)),
    );
  } catch (error) {
    if (isAws(error, "ParameterNotFound")) return { present: false, at };
    if (isTransient(error)) throw error;
  }
  // One version under a lost key makes AWS refuse the whole history: ask for each version by itself.
  try {
    const versions = await history(ssm, name, false);
    const one = (version: ParameterHistory) => readOne(ssm, name, storeVersion(version, false));
    const read = await pMap(versions, one, { concurrency: AT_ONCE });
    assertSameLife(name, versions, await history(ssm, name, false));
    return observation(
      at,
      read.filter((version) => version !== null),
    );
  } catch (error) {
    if (isAws(error, "ParameterNotFound")) return { present: false, at };
    throw error;
  }
}

/** Parameter Store as verify looks at a stage that may not have changed. */
export function parameterGlancer(ssm: SSMClient): ParameterGlancer {
  return { latest: (name) => latest(ssm, name) };
}

async function latest(ssm: SSMClient, name: string): Promise<Glance> {
  const at = new Date().toISOString();
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: false }));
    const { Version, LastModifiedDate } = Parameter ?? {};
    if (Version === undefined || LastModifiedDate === undefined) {
      throw new Error("Parameter Store answered a parameter without version or date");
    }
    return { present: true, at, version: Version, createdAt: LastModifiedDate.toISOString() };
  } catch (error) {
    if (isAws(error, "ParameterNotFound")) return { present: false, at };
    throw error;
  }
}

/** AWS takes so many names at once (AWS API reference, GetParameters). */
const NAMES = 10;

async function absent(ssm: SSMClient, names: readonly string[]): Promise<string[]> {
  const chunks = Array.from({ length: Math.ceil(names.length / NAMES) }, (_, n) =>
    names.slice(n * NAMES, (n + 1) * NAMES),
  );
  const answers = chunks.map((Names) => ssm.send(new GetParametersCommand({ Names, WithDecryption: false })));
  return (await Promise.all(answers)).flatMap(({ InvalidParameters = [] }) => InvalidParameters);
}

/**
 * A parameter that was deleted and created anew while it was read has other values under the same numbers.
 * @throws VaultError `Busy`
 */
function assertSameLife(name: string, before: ParameterHistory[], after: ParameterHistory[]): void {
  const times = new Map(after.map(({ Version, LastModifiedDate }) => [Version, LastModifiedDate?.getTime()]));
  const same = before.every(({ Version, LastModifiedDate }) => {
    return !times.has(Version) || times.get(Version) === LastModifiedDate?.getTime();
  });
  if (!same) throw new VaultError("Busy", `"${name}" was deleted and created anew while it was read`, "ask again");
}

/** Versions read side by side: Parameter Store's rate is the account's, and deploys need it too. */
const AT_ONCE = 3;

function observation(at: string, versions: StoreVersion[]): Observation {
  const [first, ...rest] = versions.sort((a, b) => a.version - b.version);
  return first ? { present: true, at, versions: [first, ...rest] } : { present: false, at };
}

async function history(ssm: SSMClient, name: string, decrypt: boolean): Promise<ParameterHistory[]> {
  const versions: ParameterHistory[] = [];
  const pages = paginateGetParameterHistory({ client: ssm, pageSize: 50 }, { Name: name, WithDecryption: decrypt });
  for await (const page of pages) versions.push(...(page.Parameters ?? []));
  return versions;
}

/** The version with its value; with the reason where it cannot be decrypted; null where it is gone by now. */
async function readOne(ssm: SSMClient, name: string, version: StoreVersion): Promise<StoreVersion | null> {
  if (version.type !== "SecureString") return version;
  try {
    const command = new GetParameterCommand({ Name: `${name}:${version.version}`, WithDecryption: true });
    const value = (await ssm.send(command)).Parameter?.Value;
    return value === undefined ? null : { ...version, value: new Passphrase(value), unreadable: null };
  } catch (error) {
    if (isAws(error, "ParameterNotFound", "ParameterVersionNotFound")) return null;
    if (isTransient(error)) throw error;
    return { ...version, unreadable: `could not be decrypted: ${(error as Error).name}` };
  }
}

function storeVersion(history: ParameterHistory, decrypted: boolean): StoreVersion {
  const { Version, LastModifiedDate, Type, Value } = history;
  if (Version === undefined || LastModifiedDate === undefined || Type === undefined) {
    throw new Error("Parameter Store answered a version without number, date or type");
  }
  const readable = Value !== undefined && (decrypted || Type !== "SecureString");
  return {
    version: Version,
    createdAt: LastModifiedDate.toISOString(),
    createdBy: history.LastModifiedUser ?? null,
    value: readable ? new Passphrase(Value) : null,
    unreadable: readable ? null : "not decrypted",
    type: Type,
    tier: history.Tier ?? null,
    keyId: history.KeyId ?? null,
    description: history.Description || null,
    allowedPattern: history.AllowedPattern || null,
    dataType: history.DataType ?? null,
    // A passphrase is never given up for a field beside it, whatever shape that has.
    policies: Array.isArray(history.Policies) ? history.Policies.flatMap(({ PolicyText }) => PolicyText ?? []) : [],
    labels: history.Labels ?? [],
  };
}

async function tags(ssm: SSMClient, name: string): Promise<Record<string, string> | null> {
  try {
    const command = new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: name });
    const { TagList = [] } = await ssm.send(command);
    return Object.fromEntries(TagList.map(({ Key = "", Value = "" }) => [Key, Value]));
  } catch (error) {
    if (isAws(error, "InvalidResourceId", "ParameterNotFound")) return {};
    if (isTransient(error)) throw error;
    // A value is never given up for its tags.
    return null;
  }
}

/** Parameter Store as sweep lists it: names and versions, no values. */
export function parameterLister(ssm: SSMClient): ParameterLister {
  return {
    async *list(prefix) {
      const path = prefix.replace(/\/$/, "");
      const filter = { Key: "Path", Option: "Recursive", Values: [path] };
      const pages = paginateDescribeParameters({ client: ssm, pageSize: 50 }, { ParameterFilters: [filter] });
      for await (const { Parameters = [] } of pages) {
        yield Parameters.flatMap(({ Name, Version, LastModifiedDate }): ListedParameter[] =>
          Name && Version && LastModifiedDate
            ? [{ name: Name, version: Version, createdAt: LastModifiedDate.toISOString() }]
            : [],
        );
      }
    },
  };
}
