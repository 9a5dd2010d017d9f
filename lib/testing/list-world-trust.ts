import type { Types } from 'mongoose'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { ACTIONS } from '#lib/model/activity-actions.ts'
import { Approval } from '#lib/model/approval.model.ts'
import { APPROVAL_STATUSES } from '#lib/model/approval-status.ts'
import { FaqUnanswered } from '#lib/model/faq-unanswered.model.ts'
import { Report } from '#lib/model/report.model.ts'
import { REPORT_STATUSES } from '#lib/model/report-targets.ts'
import { Review } from '#lib/model/review.model.ts'
import { Segment } from '#lib/model/segment.model.ts'
import { Strike } from '#lib/model/strike.model.ts'
import { STRIKE_STATUSES } from '#lib/model/strike-status.ts'
import { User } from '#lib/model/user.model.ts'
import { searchWordsOf } from '#lib/model/user-search.ts'
import { Verification } from '#lib/model/verification.model.ts'
import { VERIFICATION_STATUSES } from '#lib/model/verification-status.ts'
import { addMs, clock, DAY, HOUR } from '#lib/platform/clock.ts'
import { type Cast, FEW, MANY, manyAndFew, newObjectId, times } from '#lib/testing/list-documents.ts'

/** What few accounts have: a word in their name, a tag. */
export const RARE_ACCOUNT = { word: 'Sakia', tag: 'vip' } as const

/**
 * Reviews, strikes, reports, verifications, and what staff work with. Answers a segment of few accounts. Only what lists
 * read is set, so the types of whole records do not fit (`as never`).
 */
export async function addTrust(cast: Cast, staff: Types.ObjectId): Promise<Types.ObjectId> {
  await addReviews(cast)
  await addStrikes(cast)
  const accounts = await addAccounts()
  await addReports(cast, accounts)
  await addVerifications(accounts)
  await addApprovals(staff)
  await addActivity(cast)
  await FaqUnanswered.collection.insertMany(
    times(MANY, (i) => ({
      key: `key ${i}`,
      question: `question ${i}`,
      locale: 'en' as const,
      count: i % 50,
      suggestions: [],
      lastAskedAt: clock(),
      expiresAt: addMs(clock(), 400 * DAY),
    })) as never,
  )
  return addSegments(staff)
}

async function addReviews({ parties, somebody }: Cast): Promise<void> {
  const { client, craftsman } = parties
  const review = (i: number) => ({
    job: newObjectId(),
    contract: newObjectId(),
    reviewer: somebody(),
    side: 'client',
    reviewee: somebody(),
    rating: 4,
    comment: 'good',
    isReviewerSideSubmitted: true,
    isRevieweeSideSubmitted: true,
    status: 'Revealed',
    revealAt: addMs(clock(), -i * HOUR),
    updatedAt: clock(),
    createdAt: addMs(clock(), -i * HOUR),
  })
  const states = [{}, { status: 'Blind' }, { status: 'Blind', revealAt: addMs(clock(), DAY) }]
  const own = [
    { reviewer: client, reviewee: craftsman },
    { reviewer: craftsman, reviewee: client },
  ]
  await Review.collection.insertMany([
    ...times(MANY, review),
    ...own.flatMap((people) =>
      states.flatMap((state) => times(FEW, (i) => ({ ...review(i), ...state, ...people }))),
    ),
  ] as never)
}

async function addStrikes({ parties, somebody, anotherJob }: Cast): Promise<void> {
  const strikes = manyAndFew(
    () => ({ user: somebody(), transition: 'cancelNoShow', status: 'Standing' }),
    STRIKE_STATUSES.flatMap((status) => [
      { status },
      { status, user: parties.client },
      { status, user: parties.craftsman },
    ]),
  )
  const unique = strikes.map(({ createdAt: at, ...strike }) => ({ ...strike, job: anotherJob(), at }))
  await Strike.collection.insertMany(unique as never)
}

async function addReports({ somebody }: Cast, accounts: readonly Types.ObjectId[]): Promise<void> {
  const reports = manyAndFew(
    () => ({ reporter: somebody(), targetType: 'user', against: somebody(), job: null, reason: 'r' }),
    REPORT_STATUSES.map((status) => ({ status })),
  )
  await Report.collection.insertMany(
    reports.map((report, i) => {
      const _id = newObjectId()
      const lead = { lead: _id, isLead: i % 3 !== 1, reportCount: 1 }
      return { status: 'Resolved', ...report, ...lead, _id, target: accounts[i % accounts.length] }
    }) as never,
  )
}

/** One of a craftsman is pending, and one is verified. */
async function addVerifications(accounts: readonly Types.ObjectId[]): Promise<void> {
  const verifications = manyAndFew(
    () => ({ skills: ['Plumbing'], status: 'Rejected', verificationDocs: [], updatedAt: clock() }),
    VERIFICATION_STATUSES.map((status) => ({ status })),
  )
  await Verification.collection.insertMany(
    verifications.map((each, i) => ({ ...each, craftsman: accounts[i % accounts.length] })) as never,
  )
}

async function addApprovals(staff: Types.ObjectId): Promise<void> {
  const approval = {
    kind: 'settings',
    target: null,
    amount: null,
    input: {},
    askedBy: staff,
    decidedBy: null,
  }
  await Approval.collection.insertMany(
    manyAndFew(
      () => ({ ...approval, status: 'Approved' }),
      APPROVAL_STATUSES.map((status) => ({ status })),
    ) as never,
  )
}

async function addActivity({ parties, somebody }: Cast): Promise<void> {
  const entries = manyAndFew(
    () => ({
      actor: somebody(),
      action: 'job.create',
      target: { kind: 'Job', id: newObjectId() },
      details: {},
    }),
    [
      ...ACTIONS.map((action) => ({ action })),
      { actor: parties.craftsman },
      { target: { kind: 'User', id: parties.craftsman } },
    ],
  )
  await ActivityLog.collection.insertMany(
    entries.map(({ createdAt: at, ...entry }) => ({ ...entry, at })) as never,
  )
}

async function addAccounts(): Promise<Types.ObjectId[]> {
  const account = (i: number, rare: { lastName?: string; tags?: string[]; isBanned?: boolean }) => {
    const fields = {
      firstName: 'Samir',
      lastName: 'Hassan',
      email: `account-${i}@example.com`,
      tags: [],
      ...rare,
    }
    const rest = {
      role: i % 2 ? 'Client' : 'Craftsman',
      rating: 0,
      ratingCount: 0,
      completedJobs: 0,
      deletedAt: null,
    }
    const createdAt = addMs(clock(), -i * HOUR)
    return {
      isBanned: false,
      ...fields,
      ...rest,
      searchWords: searchWordsOf(fields),
      createdAt,
      updatedAt: createdAt,
    }
  }
  const rare = [
    { lastName: RARE_ACCOUNT.word },
    { tags: [RARE_ACCOUNT.tag] },
    { isBanned: true },
    { lastName: RARE_ACCOUNT.word, tags: [RARE_ACCOUNT.tag], isBanned: true },
  ]
  const some = rare.flatMap((changes, n) => times(FEW, (i) => account(MANY + n * FEW + i, changes)))
  const accounts = [...times(MANY, (i) => account(i, {})), ...some].map((one) => ({
    ...one,
    _id: newObjectId(),
  }))
  await User.collection.insertMany(accounts as never)
  return accounts.map(({ _id }) => _id)
}

async function addSegments(staff: Types.ObjectId): Promise<Types.ObjectId> {
  const segment = (i: number) => ({
    _id: newObjectId(),
    name: `Segment ${i}`,
    nameKey: `segment ${i}`,
    filter: { tag: RARE_ACCOUNT.tag },
    by: staff,
    createdAt: addMs(clock(), -i * HOUR),
  })
  const segments = times(MANY, segment)
  await Segment.collection.insertMany(segments as never)
  return segments[0]?._id ?? newObjectId()
}
