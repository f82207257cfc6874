import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { SQSEvent } from "aws-lambda";

/**
 * The shape of the closest peers (ssmbak and its like): each event's value is read and put into a versioned bucket, one
 * after the other. What is gone by then is passed over.
 */
const ssm = new SSMClient({});
const s3 = new S3Client({ forcePathStyle: true });
const { BUCKET: Bucket } = process.env;

export const handler = async ({ Records }: SQSEvent) => {
  for (const { body } of Records) {
    const { name: Key, operation } = JSON.parse(body).detail;
    if (operation === "Delete") {
      await s3.send(new DeleteObjectCommand({ Bucket, Key }));
      continue;
    }
    try {
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name: Key, WithDecryption: true }));
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: Parameter?.Value ?? "" }));
    } catch (error) {
      if ((error as Error).name !== "ParameterNotFound") throw error;
    }
  }
};
