import { Passphrase } from "../../../lib/sst/passphrase.ts";
import type { Glance, Observation, StoreVersion } from "../../../lib/vault/observation.ts";
import type {
  ParameterFinder,
  ParameterGlancer,
  ParameterLister,
  ParameterReader,
  ParameterWrite,
  ParameterWriter,
} from "../../../lib/vault/ports.ts";
import type { MemoryClock } from "./memory-clock.ts";

/** AWS keeps so many versions and drops the oldest. */
const WINDOW = 100;
/** AWS asks to wait so long before a deleted name is created again. */
const RECREATE_WAIT_MS = 30_000;
const PAGE = 50;

/** The session of the vault's own function, which is the only one to call `put`. */
export const OWN_SESSION = "arn:aws:sts::000000000000:assumed-role/restore-role/sst-vault-restore";

interface Parameter {
  versions: StoreVersion[];
  tags: Record<string, string>;
}

/** A change as Parameter Store announces it. */
export interface StoreEvent {
  name: string;
  operation: "create" | "update" | "delete";
  /** Whole seconds, as events are. */
  at: string;
}

/**
 * Parameter Store in memory, with its limits: the newest 100 versions, versions restarting at each
 * creation, 50 a page, 30 seconds before a name is created again (for the vault's own writes; what users
 * do is up to the test), and reads that may show the past (`lagMs`).
 */
export class MemoryParameterStore
  implements ParameterReader, ParameterFinder, ParameterGlancer, ParameterLister, ParameterWriter
{
  readonly events: StoreEvent[] = [];
  /** Every version that ever existed, with the life it was of. */
  readonly everything: { name: string; life: number; version: number; createdAt: string; value: string }[] = [];
  /** How far in the past reads are. */
  lagMs = 0;
  /** Versions that cannot be decrypted, as `name:version`, and why. */
  readonly unreadable = new Map<string, string>();
  /** Runs just before the vault's next put takes effect: another writer. */
  beforePut: (() => void) | null = null;

  readonly #clock: MemoryClock;
  readonly #parameters = new Map<string, { at: number; state: Parameter | null }[]>();
  readonly #deletedAt = new Map<string, number>();
  readonly #lives = new Map<string, number>();

  constructor(clock: MemoryClock) {
    this.#clock = clock;
  }

  /** A user's put; creates or overwrites. Returns the version. */
  userPut(
    name: string,
    value: string,
    settings: Partial<StoreVersion> & { tags?: Record<string, string> } = {},
  ): number {
    const { tags, ...rest } = settings;
    const present = this.#current(name);
    const version = (present?.versions.at(-1)?.version ?? 0) + 1;
    if (!present) this.#lives.set(name, (this.#lives.get(name) ?? 0) + 1);
    const made: StoreVersion = {
      version,
      createdAt: this.#clock.iso(),
      createdBy: "arn:aws:iam::000000000000:user/dev",
      value: new Passphrase(value),
      unreadable: null,
      type: "SecureString",
      tier: "Standard",
      keyId: "alias/aws/ssm",
      description: null,
      allowedPattern: null,
      dataType: "text",
      policies: [],
      labels: [],
      ...rest,
    };
    const versions = [...(present?.versions ?? []), made].slice(-WINDOW);
    this.#set(name, { versions, tags: tags ?? present?.tags ?? {} });
    this.everything.push({ name, life: this.#lives.get(name) ?? 0, version, createdAt: made.createdAt, value });
    this.#announce(name, present ? "update" : "create");
    return version;
  }

  /** A user's deletion. Returns whether there was anything to delete. */
  userDelete(name: string): boolean {
    if (!this.#current(name)) return false;
    this.#set(name, null);
    this.#deletedAt.set(name, this.#clock.now().getTime());
    this.#announce(name, "delete");
    return true;
  }

  observe(name: string): Promise<Observation> {
    const at = this.#clock.iso();
    const [first, ...rest] = this.#shown(name)?.versions.map((version) => this.#masked(name, version)) ?? [];
    return Promise.resolve(first ? { present: true, at, versions: [first, ...rest] } : { present: false, at });
  }

  latest(name: string): Promise<Glance> {
    const at = this.#clock.iso();
    const newest = this.#shown(name)?.versions.at(-1);
    return Promise.resolve(
      newest ? { present: true, at, version: newest.version, createdAt: newest.createdAt } : { present: false, at },
    );
  }

  absent(names: readonly string[]): Promise<string[]> {
    return Promise.resolve(names.filter((name) => !this.#shown(name)));
  }

  tags(name: string): Promise<Record<string, string>> {
    return Promise.resolve({ ...this.#current(name)?.tags });
  }

  // biome-ignore lint/suspicious/useAwait: the port is an async iterable
  async *list(prefix: string) {
    const listed = [...this.#parameters.keys()]
      .filter((name) => name.startsWith(prefix))
      .flatMap((name) => {
        const newest = this.#shown(name)?.versions.at(-1);
        return newest ? [{ name, version: newest.version, createdAt: newest.createdAt }] : [];
      });
    for (let start = 0; start < listed.length; start += PAGE) yield listed.slice(start, start + PAGE);
  }

  put(write: ParameterWrite): Promise<{ version: number } | "exists"> {
    this.beforePut?.();
    this.beforePut = null;
    const present = this.#current(write.name);
    if (present && !write.overwrite) return Promise.resolve("exists");
    const deleted = this.#deletedAt.get(write.name);
    if (!present && deleted !== undefined && this.#clock.now().getTime() - deleted < RECREATE_WAIT_MS) {
      throw new Error("created again within 30 seconds of its deletion");
    }
    const live = present?.versions.at(-1);
    if (live && live.type !== write.type) throw new Error("HierarchyTypeMismatchException");
    if (live?.tier === "Advanced" && write.tier !== "Advanced") throw new Error("ValidationException");
    const { type, tier, keyId, description, allowedPattern, dataType } = write;
    const settings = { type, tier, keyId, description, allowedPattern, dataType };
    const version = this.userPut(write.name, write.value.reveal(), {
      ...settings,
      createdBy: OWN_SESSION,
      ...(present ? {} : { tags: write.tags }),
    });
    return Promise.resolve({ version });
  }

  addTags(name: string, tags: Record<string, string>): Promise<void> {
    const present = this.#current(name);
    if (present) this.#set(name, { ...present, tags: { ...present.tags, ...tags } });
    return Promise.resolve();
  }

  read(name: string, version: number): Promise<Passphrase | null> {
    return Promise.resolve(this.#shown(name)?.versions.find((shown) => shown.version === version)?.value ?? null);
  }

  /** The parameter as it really is now, whatever reads show. */
  live(name: string): (StoreVersion & { tags: Record<string, string> }) | null {
    const present = this.#current(name);
    const newest = present?.versions.at(-1);
    return present && newest ? { ...newest, tags: present.tags } : null;
  }

  /** Those of the versions shown that are really there now, as `createdAt version`. */
  present(name: string, shown: { createdAt: string; version: number }[]): string[] {
    const identity = ({ createdAt, version }: { createdAt: string; version: number }) => `${createdAt} ${version}`;
    const there = new Set(this.#current(name)?.versions.map(identity));
    return shown.map(identity).filter((version) => there.has(version));
  }

  #masked(name: string, version: StoreVersion): StoreVersion {
    const why = this.unreadable.get(`${name}:${version.version}`);
    return why ? { ...version, value: null, unreadable: why } : version;
  }

  #current(name: string): Parameter | null {
    return this.#parameters.get(name)?.at(-1)?.state ?? null;
  }

  #shown(name: string): Parameter | null {
    const asOf = this.#clock.now().getTime() - this.lagMs;
    return this.#parameters.get(name)?.findLast(({ at }) => at <= asOf)?.state ?? null;
  }

  #set(name: string, state: Parameter | null): void {
    const at = this.#clock.now().getTime();
    this.#parameters.set(name, [...(this.#parameters.get(name) ?? []), { at, state }]);
  }

  #announce(name: string, operation: StoreEvent["operation"]): void {
    const second = Math.floor(this.#clock.now().getTime() / 1000) * 1000;
    this.events.push({ name, operation, at: new Date(second).toISOString() });
  }
}
