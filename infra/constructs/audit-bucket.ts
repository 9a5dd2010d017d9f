import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'

/** The name of the bucket, which whoever verifies the log has to know too. */
export const auditBucketOf = (stage: string): string => `craftworks-${stage}-audit-${Aws.ACCOUNT_ID}`

/** The years for which Egyptian law wants the books of a company. */
const RETENTION = Duration.days(5 * 365)

/**
 * The bucket that keeps the hashes of the activity log where no user of the database reaches them. Each object is locked
 * in compliance mode: nobody can change or delete it before its time, the account's owner included.
 */
export function createAuditBucket(scope: Construct, stage: string): Bucket {
  const bucket = new Bucket(scope, 'AuditAnchors', {
    bucketName: auditBucketOf(stage),
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    versioned: true,
    objectLockEnabled: true,
    objectLockDefaultRetention: ObjectLockRetention.compliance(RETENTION),
    removalPolicy: RemovalPolicy.RETAIN,
  })
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'One function writes to it and nobody reads it but audits; its objects cannot be changed at all.',
  })
  return bucket
}
