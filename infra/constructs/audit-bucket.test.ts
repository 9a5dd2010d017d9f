import { describe, expect, it } from 'vitest'
import { production } from '#infra/testing/production.ts'
import { synthesize } from '#infra/testing/synthesize.ts'

describe('the bucket of the activity log', () => {
  const withBucket = synthesize(production)
  const lockedIn = (stage: typeof withBucket) =>
    stage.ofType('AWS::S3::Bucket').filter(({ Properties }) => Properties.ObjectLockEnabled === true)

  it('keeps what is written to it for five years, whoever asks, and outlives its stage', () => {
    const [bucket] = lockedIn(withBucket)
    expect(bucket?.DeletionPolicy).toBe('Retain')
    expect(bucket?.Properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 1_825 } } },
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    })
  })

  it('is written to by one function for seals and one for erasures, neither of which can delete anything or write as the other', () => {
    const roles = withBucket.ofType('AWS::IAM::Role').map(({ Properties }) => JSON.stringify(Properties))
    const writers = roles.filter((role) => /s3:PutObject.*(seals|erasures)-\*/.test(role))
    const mayWrite = (names: string) => writers.filter((role) => role.includes(names))
    expect(writers).toHaveLength(2)
    expect(mayWrite('seals-*')).toEqual([expect.stringContaining('Seals new entries')])
    expect(mayWrite('erasures-*')).toEqual([expect.stringContaining('Erases the personal data')])
    expect(roles.join('')).not.toMatch(/s3:(Delete|Bypass|\*)/)
  })

  it('is there by itself where data outlive the stage, and not where a stage is only tried out or says no', () => {
    expect(lockedIn(synthesize())).toEqual([])
    expect(lockedIn(synthesize({ AUDIT_ANCHOR: 'on' }))).toHaveLength(1)
    expect(lockedIn(synthesize({ ...production, AUDIT_ANCHOR: 'off' }))).toEqual([])
  })
})
