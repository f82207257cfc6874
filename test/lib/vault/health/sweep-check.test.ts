import { expect, test } from "vitest";
import { MemoryVault } from "../../../support/memory/memory-vault.ts";
import { checked, HOUR, wellVault } from "./well.ts";

test("a sweep is overdue when it is missed twice, not once", async () => {
  const vault = await wellVault();
  vault.clock.advance(1.9 * HOUR * 1000);
  expect((await checked(vault)).of("sweep").ok).toBe(true);
  vault.clock.advance(0.5 * HOUR * 1000);
  expect((await checked(vault)).of("sweep")).toEqual({
    ok: false,
    detail: "2 parameters compared 2 hours ago, 1 differed",
    advice: "npx sst-vault sweep --region us-east-1",
  });
});

test("a vault that no sweep ever ran through says how to have one", async () => {
  expect((await checked(new MemoryVault())).of("sweep")).toEqual({
    ok: false,
    detail: "no sweep has run through yet",
    advice: "npx sst-vault sweep --region us-east-1",
  });
});
