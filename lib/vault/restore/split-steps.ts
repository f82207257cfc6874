import type { SplitStep } from "../api.ts";
import type { Assessment } from "../verify/assess.ts";
import { LIVE_VALUE } from "../verify/candidates.ts";

/**
 * How to save both sides of a split: read the secrets under their value, go back to the state's, set them again.
 * @param live the live value, with the id of its recovery point: null where that cannot be read
 */
export function splitSteps(
  { proof, evidence }: Pick<Assessment, "proof" | "evidence">,
  live: { id: string | null } | null,
): SplitStep[] {
  const { bucket, state, secrets } = evidence;
  const [app = "", stage = ""] = proof.parameter.split("/").slice(-2);
  // What is live and not captured yet is, by the time a command names it: each restore captures it first.
  const openers = (ids: ReadonlySet<string> | null) =>
    [...(ids ?? [])].flatMap((id) => (id === LIVE_VALUE ? (live?.id ?? []) : id));
  const [forSecrets, forState] = [openers(secrets.openedBy), openers(state.openedBy).at(-1)];
  const readable = live?.id != null && forSecrets.includes(live.id);
  const saved = forSecrets.at(-1);
  if (saved === undefined || forState === undefined || bucket === null) return [];
  return [
    ...(readable ? [] : [{ do: "restore" as const, recoveryPoint: saved, force: true }]),
    { do: "save-secrets" },
    { do: "restore", recoveryPoint: forState, force: false },
    { do: "delete-secrets", bucket, key: `secret/${app}/${stage}.json` },
    { do: "load-secrets" },
    { do: "delete-saved-secrets" },
  ];
}
