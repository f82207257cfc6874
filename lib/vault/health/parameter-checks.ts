import { figuresOf } from "../status/figures.ts";
import { overdue } from "../sweep/uncaptured.ts";
import { type Examination, type Examined, secondsSince, span } from "./check.ts";

async function readFigures({ status, everything }: Examined) {
  const [{ rows, proofs }, sweep] = await Promise.all([everything(), status.sweep()]);
  const late = sweep ? overdue(sweep, rows) : [];
  return { known: rows.length, late, ...figuresOf(rows, proofs, late) };
}

/** A live value that could not be read is the one thing the vault must never be silent about. */
export const parameters: Examination = {
  name: "parameters",
  needs: ["dynamodb:Scan", "dynamodb:GetItem"],
  async look(examined) {
    const { known, unprotected, late } = await readFigures(examined);
    const [first, ...others] = unprotected;
    if (!first) return { ok: true, detail: `${known} in the vault` };
    const more = others.length > 0 ? ` and ${others.length} more` : "";
    const detail = `${known} in the vault; the live value of ${first.name}${more} is not in the vault`;
    const { cli } = examined.commands;
    // Of what was never captured an audit knows nothing; a sweep has it captured, or shows among the dead letters why not.
    if (late.length > 0) return { ok: false, detail: `${detail}: Parameter Store lists it`, advice: cli("sweep") };
    return { ok: false, detail, advice: cli(`audit ${first.name}`) };
  },
};

/**
 * Every live parameter is tested daily. What the tests found is its owner's concern, not the vault's own health; that
 * of several none came to a result is the vault's: SST's bootstrap is gone, or the state bucket is closed to it.
 */
export const proofs: Examination = {
  name: "proofs",
  needs: ["dynamodb:Scan", "dynamodb:GetItem"],
  async look(examined) {
    const { oldestTest, verdicts, untestable } = await readFigures(examined);
    const counts = Object.entries(verdicts).map(([verdict, count]) => `${count} ${verdict}`);
    if (!oldestTest) return { ok: true, detail: ["nothing live to test", ...counts].join("; ") };
    const seconds = secondsSince(oldestTest.at, examined.now);
    const detail = `oldest restore test ${span(seconds)} ago (${oldestTest.name}); ${counts.join(", ")}`;
    const advice = examined.commands.cli("verify");
    if (seconds > examined.limits.oldestTestHours * 3600) return { ok: false, detail, advice };
    const results = Object.keys(verdicts).some((verdict) => verdict !== "unproven" && verdict !== "retired");
    if (untestable === 0) return { ok: true, detail };
    const blind = { ok: false, detail: `${detail}; ${untestable} of them could not be tested`, advice };
    return results || untestable === 1 ? { ...blind, advisory: true } : blind;
  },
};
