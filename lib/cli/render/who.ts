/**
 * Who an ARN names, as short as it stays unambiguous: `role/Deploy/ci-123`, `user/alice`,
 * `sso/Administrator/alice@example.com`; of another account with that account in front.
 */
export function who(arn: string | null, homeAccount: string): string {
  if (arn === null) return "unknown";
  const [, account, resource] = /^arn:[^:]+:(?:iam|sts)::(\d+):(.+)$/.exec(arn) ?? [];
  if (!account || !resource) return arn;
  const short = shortResource(resource);
  return account === homeAccount ? short : `${account}:${short}`;
}

function shortResource(resource: string): string {
  const [kind, ...rest] = resource.split("/");
  if (kind === "assumed-role") {
    const [role = "", ...session] = rest;
    // Functions run in a session of their own name: this one is the vault's.
    if (/-restore$/.test(session[0] ?? "") && /Restore/.test(role)) return `${session[0]}`;
    // IAM Identity Center makes the role's name of the permission set's and a hash.
    const [, permissionSet] = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(role) ?? [];
    return [...(permissionSet ? ["sso", permissionSet] : ["role", role]), ...session].join("/");
  }
  // Paths add nothing: names of users and roles are unique within an account.
  if ((kind === "user" || kind === "role") && rest.length > 0) return `${kind}/${rest.at(-1)}`;
  return resource;
}
