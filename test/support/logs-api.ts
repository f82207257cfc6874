import { createHash, createHmac } from "node:crypto";
import type { Credentials } from "./iam.ts";

/**
 * Calls CloudWatch Logs, whose SDK client nothing else here needs: one signed request (Signature Version 4).
 * @throws Error named as AWS names it
 */
export async function callLogs(
  { endpoint, region, credentials }: { endpoint: string; region: string; credentials: Credentials },
  action: string,
  input: object,
): Promise<void> {
  const body = JSON.stringify(input);
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const scope = [time.slice(0, 8), region, "logs", "aws4_request"];
  const headers: Record<string, string> = {
    host: new URL(endpoint).host,
    "x-amz-date": time,
    ...(credentials.sessionToken && { "x-amz-security-token": credentials.sessionToken }),
    "x-amz-target": `Logs_20140328.${action}`,
  };
  const signed = Object.keys(headers).join(";");
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}`);
  const request = ["POST", "/", "", ...lines, "", signed, sha256(body)].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", time, scope.join("/"), sha256(request)].join("\n");
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`);
  const authorization = [
    `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope.join("/")}`,
    `SignedHeaders=${signed}`,
    `Signature=${hmac(key, toSign).toString("hex")}`,
  ].join(", ");
  const contentType = { "content-type": "application/x-amz-json-1.1" };
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { ...headers, ...contentType, authorization },
    body,
  });
  if (response.ok) return;
  const { __type = "Unknown" } = (await response.json()) as { __type?: string };
  throw Object.assign(new Error(`Logs refused ${action}`), { name: __type });
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
