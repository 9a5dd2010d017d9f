import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'

export const filesBucketOf = (stage: string): string => `craftworks-${stage}-files-${Aws.ACCOUNT_ID}`

/**
 * The bucket of answers that are too large for a function. A link to one lives five minutes, and the object a day, which
 * is the least that S3 offers.
 */
export function createFilesBucket(scope: Construct, stage: string): Bucket {
  const bucket = new Bucket(scope, 'Files', {
    bucketName: filesBucketOf(stage),
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    lifecycleRules: [{ expiration: Duration.days(1), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    // a browser that follows a redirect to another origin calls itself `null`; the link alone is the permission
    cors: [{ allowedOrigins: ['*'], allowedMethods: [HttpMethods.GET], maxAge: 3_600 }],
    removalPolicy: RemovalPolicy.DESTROY,
  })
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'A link is made by a request, which is logged; an object is gone after a day.',
  })
  return bucket
}
