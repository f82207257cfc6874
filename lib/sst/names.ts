/** The pseudo-stage whose passphrase seals the secrets shared by every stage of an app. */
export const FALLBACK_STAGE = "_fallback";

/** An app and a stage, or both null for a parameter of another depth below the prefix. */
export type AppStage = { app: string; stage: string } | { app: null; stage: null };

/**
 * The parameter's name for a stage. SST keeps its passphrases under `/sst/passphrase/<app>/<stage>`
 * (sst/pkg/project/provider/aws.go): prefix, app and stage joined. `prefix` ends with a slash.
 */
export function parameterName(prefix: string, app: string, stage: string): string {
  return `${prefix}${app}/${stage}`;
}

/**
 * The app and stage that a parameter's name holds. Any stage name is taken as it is: `--help` and
 * `_fallback` exist in the wild. Names of another depth give nulls; they are kept too.
 */
export function appStageOf(prefix: string, name: string): AppStage {
  if (!name.startsWith(prefix)) return { app: null, stage: null };
  const [app, stage, ...rest] = name.slice(prefix.length).split("/");
  if (!app || !stage || rest.length > 0) return { app: null, stage: null };
  return { app, stage };
}
