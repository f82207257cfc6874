import { isAws } from "../aws/aws-error.ts";
import { VaultError } from "../vault/errors.ts";

/**
 * What to do with an error of a call that a deploy makes: a missing right is told with what helps, all else is thrown on.
 * @param call the action, and on what where that matters: `cloudformation:DescribeStacks`
 */
export function mayNot(call: string): (error: unknown) => never {
  return (cause) => {
    if (!isAws(cause, "AccessDenied", "AccessDeniedException")) throw cause;
    const hint = "deploy with the rights of an administrator, or of a role that may deploy with the CDK";
    throw new VaultError("NotAllowed", `you may not call ${call}`, hint, { cause });
  };
}
