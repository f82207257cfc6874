import { Match } from "aws-cdk-lib/assertions";
import { logicalId, type Resources, synthesize } from "./synthesize.ts";

/** The stack as it is where nothing is set. */
export const { stack, template } = synthesize();
export const resources: Resources = template.toJSON().Resources;

export const idOf = (prefix: string) => logicalId(template, prefix);
export const arnOf = (prefix: string) => ({ "Fn::GetAtt": [idOf(prefix), "Arn"] });

/** The statement that refuses what does not come over TLS, but for what it refuses and on what. */
export const TLS_ONLY = {
  Effect: "Deny",
  Principal: Match.anyValue(),
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
