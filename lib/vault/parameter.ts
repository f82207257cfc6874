import { type AppStage, appStageOf, parameterName } from "../sst/names.ts";
import { VaultError } from "./errors.ts";

/** The account and region one vault watches, and the prefix of the parameters it protects. */
export interface Home {
  partition: string;
  account: string;
  region: string;
  /** Ends with a slash. */
  prefix: string;
}

/** A parameter the vault protects. Its ARN is its identity: the ledger's partition key. */
export type ProtectedParameter = AppStage & {
  arn: string;
  account: string;
  region: string;
  name: string;
};

/** The protected parameter of that name. `name` starts with the home's prefix. */
export function protectedParameter(home: Home, name: string): ProtectedParameter {
  return {
    arn: `arn:${home.partition}:ssm:${home.region}:${home.account}:parameter${name}`,
    account: home.account,
    region: home.region,
    name,
    ...appStageOf(home.prefix, name),
  };
}

/**
 * The parameter that a text names, either by its full name or as `<app>/<stage>`.
 * @throws VaultError `BadRequest` as `namedParameter` does
 */
export function parameterCalled(home: Home, text: string): ProtectedParameter {
  if (text.startsWith("/")) return namedParameter(home, { name: text });
  const [app, ...stage] = text.split("/");
  return namedParameter(home, { app, stage: stage.join("/") || undefined });
}

/** What Parameter Store allows in names (AWS API reference, PutParameter). */
const NAME = /^[\w.\-/]+$/;

/**
 * The parameter that a request names, by `name` or by `app` and `stage`.
 * @throws VaultError `BadRequest` for neither, both, or a name outside the vault's prefix
 */
export function namedParameter(
  home: Home,
  request: { app?: string | undefined; stage?: string | undefined; name?: string | undefined },
): ProtectedParameter {
  const { app, stage, name } = request;
  const odd = [app, stage, name].find((part) => part !== undefined && !NAME.test(part));
  if (odd !== undefined) throw new VaultError("BadRequest", `"${odd}" is not part of any name Parameter Store takes`);
  if (name !== undefined && app === undefined && stage === undefined) {
    if (name.startsWith(home.prefix) && name.length > home.prefix.length) return protectedParameter(home, name);
    throw new VaultError("BadRequest", `"${name}" is not below "${home.prefix}", which is what this vault protects`);
  }
  if (name === undefined && app !== undefined && stage !== undefined) {
    return protectedParameter(home, parameterName(home.prefix, app, stage));
  }
  throw new VaultError("BadRequest", "name a parameter either by app and stage or by its full name");
}
