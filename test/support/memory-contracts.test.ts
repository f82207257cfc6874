import { changesQueueContract } from "./contracts/changes-queue.ts";
import { checksQueueContract } from "./contracts/checks-queue.ts";
import { ledgerContract } from "./contracts/ledger.ts";
import { ledgerIndexContract } from "./contracts/ledger-index.ts";
import { parameterStoreContract } from "./contracts/parameter-store.ts";
import { proofsContract } from "./contracts/proofs.ts";
import { stateBucketContract } from "./contracts/state-bucket.ts";
import { statusContract } from "./contracts/status.ts";
import { vaultKeyContract } from "./contracts/vault-key.ts";
import { MemoryKey } from "./memory/memory-key.ts";
import { MemoryStateBucket } from "./memory/memory-state-bucket.ts";
import { MemoryTables } from "./memory/memory-tables.ts";
import { MemoryVault } from "./memory/memory-vault.ts";

// What the use cases are tested on is held to what AWS is held to: test/lib/aws runs the same suites.

ledgerContract("memory", () => {
  const tables = new MemoryTables();
  return { ledger: tables, status: tables };
});

ledgerIndexContract("memory", () => {
  const tables = new MemoryTables();
  return { ledger: tables, index: tables, overAPage: 5 };
});

statusContract("memory", () => ({ status: new MemoryTables(), overAPage: 5 }));

proofsContract("memory", () => new MemoryTables());

stateBucketContract("memory", () => {
  const reader = new MemoryStateBucket();
  return {
    reader,
    bucket: "sst-state-shop",
    put: (key, bytes) => reader.put(key, bytes),
    remove: (key, versions) => reader.remove(key, versions),
  };
});

checksQueueContract("memory", () => {
  const vault = new MemoryVault();
  return { queue: vault.sweepPorts().checks, drain: () => vault.checked.splice(0) };
});

vaultKeyContract("memory", () => new MemoryKey());

changesQueueContract("memory", () => {
  const vault = new MemoryVault();
  return { queue: vault.sweepPorts().queue, drain: () => vault.queued.splice(0) };
});

parameterStoreContract("memory", () => {
  const { store, clock } = new MemoryVault();
  return {
    store,
    users: {
      put(name, value, { tags, ...settings } = {}) {
        clock.advance(1);
        store.userPut(name, value, { ...settings, ...(tags && { tags }) });
      },
      remove(name) {
        clock.advance(1);
        store.userDelete(name);
      },
    },
  };
});
