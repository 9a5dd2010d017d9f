import mongoose from 'mongoose'
import { beforeAll, describe, expect, it } from 'vitest'
import { aDatabase } from '#lib/testing/mongo.ts'

/** An index in short: its collection, its fields (`-` if descending), and the documents that it contains. */
type IndexLine = [collection: string, fields: string, of: object | 'all' | 'those that have it']

interface BuiltIndex {
  readonly line: IndexLine
  readonly isUnique: boolean
  readonly expireAfterSeconds: number | undefined
}

/** What may exist only once. These indexes decide races, not what a function read before. */
const UNIQUE: readonly IndexLine[] = [
  ['activitySeals', 'entry', 'all'],
  ['blocks', 'blocker blocked', 'all'],
  ['connections', 'user slot', 'all'],
  ['contracts', 'job', { status: { $in: ['Active', 'Completed', 'Disputed'] } }],
  ['devices', 'token', 'all'],
  ['disputes', 'job', { status: { $in: ['Open', 'Answered', 'Escalated', 'Appealed'] } }],
  ['faqEntries', 'key', 'all'],
  ['faqUnanswered', 'key', 'all'],
  ['invitations', 'job craftsman', 'all'],
  ['journals', 'key', 'all'],
  ['journals', 'reverses', { reverses: { $exists: true } }],
  ['messages', 'from clientMessageId job craftsman', { clientMessageId: { $exists: true } }],
  ['messages', 'job craftsman number', 'all'],
  ['nationalIds', 'hashes', 'all'],
  ['notifications', 'user -number', 'all'],
  ['notifications', 'user event', 'all'],
  ['payments', 'contract', { status: { $in: ['Pending', 'Unknown'] }, contract: { $exists: true } }],
  ['payments', 'reference', 'all'],
  ['payoutAccounts', 'providerId', { providerId: { $exists: true } }],
  ['payoutBatches', 'name', 'all'],
  [
    'payouts',
    'refund',
    {
      refund: { $exists: true },
      status: { $in: ['Requested', 'Batched', 'Sent', 'Unknown', 'Paid'] },
    },
  ],
  ['processedWebhooks', 'gateway key', 'all'],
  ['quotes', 'job craftsman', { status: 'Submitted' }],
  ['reports', 'reporter targetType target', { status: 'Open' }],
  ['reports', 'targetType target', { status: 'Open', isLead: true }],
  ['reviews', 'contract reviewer', 'all'],
  ['segments', 'nameKey', 'all'],
  ['services', 'nameKey', 'all'],
  ['settings', '-version', 'all'],
  ['strikes', 'user job', 'all'],
  ['transactions', 'payout', { payout: { $exists: true } }],
  ['users', 'email', 'all'],
  ['users', 'identityId', 'those that have it'],
  ['users', 'phone', 'those that have it'],
  ['verifications', 'craftsman', { status: 'Pending' }],
  ['verifications', 'craftsman status', { status: 'Verified' }],
]

/** The TTL indexes: MongoDB deletes each document at the time in the field. */
const EXPIRING: readonly IndexLine[] = [
  ['connections', 'expiresAt', 'all'],
  ['faqAsks', 'expiresAt', 'all'],
  ['faqUnanswered', 'expiresAt', 'all'],
  ['handOuts', 'until', 'all'],
  ['idempotencyKeys', 'expiresAt', 'all'],
  ['limits', 'expiresAt', 'all'],
  ['messageDeliveries', 'expiresAt', 'all'],
  ['sessions', 'expiresAt', 'all'],
  ['shownLists', 'expiresAt', 'all'],
  ['tickets', 'expiresAt', 'all'],
]

/** Partial indexes. A query has to contain the same condition to use one. */
const PARTIAL: readonly IndexLine[] = [
  ['analyticsFacts', 'generation client done _id', { done: { $exists: true } }],
  ['analyticsFacts', 'generation craftsman done _id', { done: { $exists: true } }],
  ['analyticsFacts', 'generation disputedSince', { disputedSince: { $exists: true } }],
  ['balances', 'unchecked _id', { unchecked: true }],
  ['contracts', 'craftsman cancellation.at', { 'cancellation.fault': 'craftsman' }],
  ['contracts', 'craftsman confirmedAt', { status: 'Completed' }],
  ['deletionRequests', 'recheckAt', 'those that have it'],
  ['disputes', 'next.at', 'those that have it'],
  ['faqAsks', 'by', 'those that have it'],
  ['faqUnanswered', 'by', 'those that have it'],
  ['handOuts', 'waiting', 'those that have it'],
  ['idempotencyKeys', 'shows', 'those that have it'],
  ['jobs', 'timer.at', 'those that have it'],
  ['jobs', 'timer.remindAt', 'those that have it'],
  ['journals', 'job _id', { job: { $exists: true } }],
  ['ledgerCheckpoints', 'checkedAt', { differsSince: { $exists: true } }],
  ['notifications', 'data.jobId createdAt', { 'data.jobId': { $type: 'string' } }],
  ['notifications', 'notBefore', { notBefore: { $type: 'date' } }],
  ['notifications', 'pushedAt', { uncounted: true }],
  ['notifications', 'user -createdAt', { type: 'newJob' }],
  ['outbox', 'at', { 'data.reason': { $type: 'string' } }],
  ['outbox', 'at touched', { touched: { $exists: true } }],
  ['outbox', 'touched _id', { touched: { $exists: true } }],
  ['payments', 'chargebacks.isFinal chargebacks.at', { status: 'ChargedBack' }],
  ['payments', 'unbooked.nextTryAt', { 'unbooked.status': 'Due' }],
  ['payouts', 'batch -requestedAt -_id status', { batch: { $exists: true } }],
  ['reviews', 'revealAt', { status: 'Blind' }],
  ['transactions', 'user createdAt _id', { type: 'Fee', status: 'Pending' }],
  ['users', '-createdAt -_id -lastActiveAt role isBanned deletedAt', { owesFees: true }],
  ['users', 'banWork.dueAt', 'those that have it'],
  ['users', 'craftsmanInfo.skills _id', { newJobAlerts: true }],
  ['users', 'matching.dueAt', 'those that have it'],
  ['users', 'resetPasswordToken', 'those that have it'],
  ['verifications', 'dueAt', { dueAt: { $exists: true } }],
  ['verifications', 'status updatedAt', { 'verificationDocs.docUrl': { $exists: true } }],
  [
    'verifications',
    'verificationDocs.status verificationDocs.startedAt',
    { 'verificationDocs.status': 'Uploading' },
  ],
]

/** Every index in the database except those of `_id`, sorted by collection and fields. */
async function readIndexes(): Promise<BuiltIndex[]> {
  const built: BuiltIndex[] = []
  for (const { collection } of Object.values(mongoose.models)) {
    for (const index of await collection.indexes()) {
      const { unique, sparse, expireAfterSeconds, partialFilterExpression } = index
      const fields = Object.entries(index.key).map(([field, order]) => (order === -1 ? `-${field}` : field))
      const of = partialFilterExpression ?? (sparse ? 'those that have it' : 'all')
      const line: IndexLine = [collection.collectionName, fields.join(' '), of]
      if (line[1] !== '_id') built.push({ line, isUnique: unique === true, expireAfterSeconds })
    }
  }
  return built.toSorted((a, b) => (a.line.slice(0, 2).join() < b.line.slice(0, 2).join() ? -1 : 1))
}

aDatabase()

describe('the indexes that are built', () => {
  let built: BuiltIndex[]
  beforeAll(async () => {
    built = await readIndexes()
  })

  it('are unique for exactly these fields', () => {
    // Act
    const unique = built.filter(({ isUnique }) => isUnique)
    // Assess
    expect(unique.map(({ line }) => line)).toEqual(UNIQUE)
  })

  it('expire exactly these documents, at the time in the field and not later', () => {
    // Act
    const expiring = built.filter(({ expireAfterSeconds }) => expireAfterSeconds !== undefined)
    // Assess
    expect(expiring.map(({ line }) => line)).toEqual(EXPIRING)
    expect(new Set(expiring.map(({ expireAfterSeconds }) => expireAfterSeconds))).toEqual(new Set([0]))
  })

  it('are partial in exactly these cases, apart from the unique ones', () => {
    // Act
    const partial = built.filter(({ isUnique, line }) => !isUnique && line[2] !== 'all')
    // Assess
    expect(partial.map(({ line }) => line)).toEqual(PARTIAL)
  })

  it('are as many as the models define', () => {
    // Act
    const defined = Object.values(mongoose.models).flatMap(({ schema }) => schema.indexes())
    // Assess
    expect(built).toHaveLength(defined.length)
  })
})
