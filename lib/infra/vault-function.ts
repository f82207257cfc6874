import { fileURLToPath } from "node:url";
import { type Duration, RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, LoggingFormat, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogLevel, NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { type ENVIRONMENT, ROLE_POLICY } from "../aws/environment.ts";
import { accessPolicy, type Duty, wildcards } from "./access/access.ts";
import type { Places } from "./access/places.ts";

const REPOSITORY = new URL("../../", import.meta.url);

export interface VaultFunctionProps {
  readonly vaultName: string;
  /** What it is there for: its name, its entry in `lambda/`, and all its rights. */
  readonly duty: Duty;
  readonly description: string;
  readonly timeout: Duration;
  /**
   * In MB; CPU grows with it, and 1769 are one core.
   * @default 512
   */
  readonly memorySize?: number;
  /** Only what its handler reads, by the names that `lib/aws/environment.ts` declares. */
  readonly environment: Partial<Record<(typeof ENVIRONMENT)[keyof typeof ENVIRONMENT], string>>;
  /** Where its rights apply. */
  readonly places: Omit<Places, "log">;
}

/** One of the vault's functions: its code, a role that may do what its duty needs, and its log. */
export class VaultFunction extends Construct {
  readonly handler: NodejsFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: VaultFunctionProps) {
    super(scope, id);
    const { vaultName, duty, description, timeout, memorySize = 512, environment } = props;
    const functionName = `${vaultName}-${duty}`;
    // It goes with the stack: what happened stands in the ledger and in CloudTrail, which stay, and a kept
    // group of this name would be in the way of the next deploy.
    const logGroup = new LogGroup(this, "Log", {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const places = { ...props.places, log: logGroup.logGroupArn };
    // Its whole policy inside the role: a second one, made by some grant, would stand out. And none of
    // AWS's managed ones, which let a function write into the logs of all others.
    this.role = new Role(this, "Role", {
      description: `${functionName}: ${description}`,
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      inlinePolicies: { [ROLE_POLICY]: accessPolicy(duty, places) },
    });
    Validations.of(this.role).acknowledge(
      ...wildcards(duty, places).map(({ resource, reason }) => ({
        id: `AwsSolutions-IAM5[Resource::${inPlainText(Stack.of(this).resolve(resource))}]`,
        reason,
      })),
    );
    this.handler = new NodejsFunction(this, "Handler", {
      functionName,
      description,
      entry: fileURLToPath(new URL(`lambda/${duty}.ts`, REPOSITORY)),
      depsLockFilePath: fileURLToPath(new URL("package-lock.json", REPOSITORY)),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout,
      memorySize,
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      awsSdkConnectionReuse: false, // a switch of the SDK's version 2
      environment: { ...environment, NODE_OPTIONS: "--enable-source-maps" },
      bundling: {
        // The SDK we tested with, not the one that Lambda happens to have.
        bundleAwsSDK: true,
        format: OutputFormat.ESM,
        mainFields: ["module", "main"],
        target: "node24",
        minify: true,
        sourceMap: true,
        sourcesContent: false,
        // A deploy tells enough without the size of each bundle.
        logLevel: LogLevel.ERROR,
      },
    });
  }
}

/** A resource as cdk-nag names it in a finding: text with `<LogicalId.Arn>` where the template has a reference. */
function inPlainText(resolved: unknown): string {
  if (typeof resolved === "string") return resolved;
  const { "Fn::Join": join, "Fn::GetAtt": attribute } = resolved as { "Fn::Join"?: [string, unknown[]] } & {
    "Fn::GetAtt"?: string[];
  };
  return join ? join[1].map(inPlainText).join(join[0]) : `<${attribute?.join(".")}>`;
}
