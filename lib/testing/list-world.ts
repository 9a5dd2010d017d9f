import type { Types } from 'mongoose'
import { listKeysOf } from '#lib/jobs/list-keys.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { CONTRACT_STATUSES } from '#lib/model/contract-status.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { DISPUTE_STATUSES } from '#lib/model/dispute-status.ts'
import { Invitation } from '#lib/model/invitation.model.ts'
import { INVITATION_STATUSES } from '#lib/model/invitation-status.ts'
import { Job, type JobRecord } from '#lib/model/job.model.ts'
import { JOB_STATUSES } from '#lib/model/job-status.ts'
import { Message } from '#lib/model/message.model.ts'
import { Notification } from '#lib/model/notification.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { PayoutAccount } from '#lib/model/payout-account.model.ts'
import { PAYOUT_STATUSES } from '#lib/model/payout-status.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { QUOTE_STATUSES } from '#lib/model/quote-status.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { REFUND_STATUSES } from '#lib/model/refund-status.ts'
import type { Terms } from '#lib/model/terms.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { TRANSACTION_STATUSES, TRANSACTION_TYPES } from '#lib/model/transaction-status.ts'
import { User } from '#lib/model/user.model.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { DEFAULT_SETTINGS } from '#lib/settings/settings.ts'
import {
  type Cast,
  FEW,
  type Fields,
  MANY,
  manyAndFew,
  newObjectId,
  type Parties,
  times,
} from '#lib/testing/list-documents.ts'
import { addTrust } from '#lib/testing/list-world-trust.ts'
import { aPosting } from '#lib/testing/many-jobs.ts'
import { aClient, aCraftsman, aModerator, anAdmin } from '#lib/testing/people.ts'
import { randomOf } from '#lib/testing/random.ts'

/** What few jobs have: a service, a place far from all others, a word, a budget. */
export const RARE = {
  category: 'Wells',
  near: [25.52, 29.2] as [number, number],
  word: 'sakia',
  minBudget: 90_000_000,
  maxBudget: 100,
} as const

/** Thousands of documents in every collection that has a list, of which few are the callers', and few are alike. */
export async function aListWorld() {
  const [client, craftsman, moderator, admin] = await Promise.all([
    aClient(),
    aCraftsman(),
    aModerator(),
    anAdmin(),
  ])
  const parties = { client: objectId(client.id), craftsman: objectId(craftsman.id) }
  const others = await addPeople()
  const { disputed: job, jobs } = await addJobs(parties, others)
  const batch = newObjectId()
  const somebody = () => others[Math.floor(random() * others.length)]
  const anotherJob = () => jobs.pop()
  const cast = { parties, somebody, anotherJob }
  await addDeals(cast)
  await addOffers(job, cast)
  await addThreads(job, parties)
  await addNotifications([parties.client, parties.craftsman, objectId(moderator.id)])
  await addMoney(cast, batch)
  const segment = await addTrust(cast, objectId(moderator.id))
  return {
    callers: { Client: client, Craftsman: craftsman, Moderator: moderator, Admin: admin },
    jobId: job.toHexString(),
    craftsmanId: craftsman.id,
    batchId: batch.toHexString(),
    segmentId: segment.toHexString(),
  }
}

const random = randomOf(7)

async function addPeople(): Promise<Types.ObjectId[]> {
  const people = times(20, (i) => ({ _id: newObjectId(), email: `somebody-${i}@example.com` }))
  const fields = {
    role: 'Client',
    firstName: 'Some',
    lastName: 'Body',
    rating: 0,
    ratingCount: 0,
    completedJobs: 0,
    isBanned: false,
    deletedAt: null,
  }
  const at = clock()
  await User.collection.insertMany(people.map((ids) => ({ ...ids, ...fields, createdAt: at, updatedAt: at })))
  return people.map(({ _id }) => _id)
}

/** Open jobs of others, and few of each rare kind; answers a disputed one of the callers, and all of the others. */
async function addJobs(parties: Parties, clients: Types.ObjectId[]) {
  const cast = { random, clients, at: clock() }
  const posting = (changes: Partial<JobRecord> = {}): JobRecord => {
    const job = { ...aPosting(cast, random() * 300), ...changes }
    return { ...job, ...listKeysOf(job) }
  }
  const area = { type: 'Point' as const, coordinates: [...RARE.near] as [number, number] }
  const rare: Partial<JobRecord>[] = [
    { category: RARE.category },
    { area },
    { title: `A ${RARE.word} for the garden` },
    { budget: RARE.minBudget },
    { budget: RARE.maxBudget },
    ...JOB_STATUSES.flatMap((status) => [{ ...parties, status }, { status }]),
  ]
  const some = rare.flatMap((changes) => times(FEW, () => posting(changes)))
  const many = times(4 * MANY, () => posting())
  await Job.collection.insertMany([...many, ...some])
  const disputed = some.find(({ client, status }) => client === parties.client && status === 'Disputed')
  if (!disputed) throw new Error('there is no disputed job of the callers')
  return { disputed: disputed._id, jobs: many.map(({ _id }) => _id) }
}

const { feeRate, confirmHours, unpaidHours, disputeDays, noShowHours, hireLapseDays } = DEFAULT_SETTINGS
const { hireLapseDaysUnagreed, visitStallDays, visitFee, deposit, reviewDays, appealHours } = DEFAULT_SETTINGS
const TERMS: Terms = {
  process: 1,
  settings: 0,
  ...{ feeRate, confirmHours, unpaidHours, disputeDays, noShowHours, hireLapseDays },
  ...{ hireLapseDaysUnagreed, visitStallDays, visitFee, deposit, reviewDays, appealHours },
}

async function addDeals({ parties, somebody, anotherJob }: Cast): Promise<void> {
  const deal = {
    price: 100,
    platformFee: 10,
    deposit: 0,
    paymentType: 'Cash',
    payment: 'Cash',
    terms: TERMS,
    agreedAt: null,
    quote: newObjectId(),
    updatedAt: clock(),
  }
  const dispute = { contract: newObjectId(), openedBy: null, reason: 'r', description: 'd', held: 0 }
  const others = (status: string, job: () => Types.ObjectId | undefined) => () => ({
    ...deal,
    ...dispute,
    job: job(),
    client: somebody(),
    craftsman: somebody(),
    status,
    dueBy: addMs(clock(), DAY),
    answerBy: clock(),
    escalatesAt: clock(),
    evidence: [],
    before: { status: 'Hired', contractStatus: 'Active', timer: null, confirmBy: null },
  })
  const own = (statuses: readonly string[]) =>
    statuses.flatMap((status) => [{ status }, { ...parties, status }])
  await Contract.collection.insertMany(manyAndFew(others('Void', anotherJob), own(CONTRACT_STATUSES)))
  const job = anotherJob()
  const ofOneJob = manyAndFew(
    others('Resolved', () => job),
    own(DISPUTE_STATUSES),
  )
  // only one of a job is unresolved
  const jobs = ofOneJob.map((each) => ({ ...each, ...(each.status !== 'Resolved' && { job: anotherJob() }) }))
  await Dispute.collection.insertMany(jobs)
}

async function addOffers(job: Types.ObjectId, { parties, somebody, anotherJob }: Cast): Promise<void> {
  const { craftsman } = parties
  const elsewhere = anotherJob()
  const quote = { price: 100, expiresAt: clock(), updatedAt: clock() }
  const here = QUOTE_STATUSES.filter((status) => status !== 'Submitted').map((status) => ({ job, status }))
  await Quote.collection.insertMany(
    manyAndFew(
      () => ({ ...quote, job: elsewhere, craftsman: somebody(), status: 'Expired' }),
      [...here, { job, craftsman, status: 'Accepted' }],
    ),
  )
  // a craftsman is invited to a job once
  const invitation = { craftsman, respondedAt: null, createdAt: clock() }
  const oneEach = (count: number, status: string) =>
    times(count, () => ({ ...invitation, job: anotherJob(), status }))
  const [pending, ...others] = INVITATION_STATUSES
  const guests = await User.find({ role: 'Client' }, { _id: 1 }).limit(12).lean()
  await Invitation.collection.insertMany([
    ...oneEach(300, pending),
    ...others.flatMap((status) => oneEach(FEW, status)),
    ...guests.map(({ _id }, i) => ({
      ...invitation,
      job,
      craftsman: _id,
      status: INVITATION_STATUSES[i % 3],
    })),
  ])
}

async function addThreads(job: Types.ObjectId, parties: Parties): Promise<void> {
  const message = (i: number, thread: Fields) => ({
    ...thread,
    from: parties.client,
    to: parties.craftsman,
    number: i + 1,
    text: `message ${i}`,
    images: [],
    createdAt: addMs(clock(), i * 1_000),
  })
  const elsewhere = { ...parties, job: newObjectId() }
  await Message.collection.insertMany([
    ...times(MANY, (i) => message(i, elsewhere)),
    ...times(30, (i) => message(i, { ...parties, job })),
  ])
}

async function addNotifications(users: readonly Types.ObjectId[]): Promise<void> {
  const words = { ar: { title: 'خبر', message: 'جديد' }, en: { title: 'News', message: 'New' } }
  const notification = (user: Types.ObjectId, i: number, read: boolean) => ({
    user,
    number: i + 1,
    event: newObjectId(),
    type: 'status',
    words,
    data: {},
    read,
    channels: [],
    createdAt: addMs(clock(), i * 1_000),
  })
  const other = newObjectId()
  await Notification.collection.insertMany([
    ...times(MANY, (i) => notification(other, i, false)),
    ...users.flatMap((user) => times(MANY, (i) => notification(user, i, i >= FEW))),
  ])
}

async function addMoney({ parties, somebody }: Cast, batch: Types.ObjectId): Promise<void> {
  const { client, craftsman } = parties
  const updatedAt = clock()
  const transaction = { amount: 100, gateway: 'System', updatedAt }
  await Transaction.collection.insertMany(
    manyAndFew(
      () => ({ ...transaction, user: newObjectId(), type: 'Payout', status: 'Completed' }),
      TRANSACTION_TYPES.flatMap((type) =>
        TRANSACTION_STATUSES.map((status) => ({ user: craftsman, type, status })),
      ),
    ),
  )
  const account = { kind: 'bank', label: 'Bank account ending in 1234', status: 'Ready', updatedAt }
  const deleted = { user: craftsman, deletedAt: clock() }
  await PayoutAccount.collection.insertMany(
    manyAndFew(() => ({ ...account, user: somebody() }), [{ user: craftsman }, deleted]),
  )
  const refund = { payment: newObjectId(), amount: 100, reason: 'cancelled', tries: 0, nextTryAt: updatedAt }
  const gateways = ['Stripe', 'Fawry']
  await Refund.collection.insertMany(
    manyAndFew(
      () => ({ ...refund, payer: somebody(), gateway: 'Stripe', status: 'Confirmed', updatedAt }),
      [
        ...REFUND_STATUSES.flatMap((status) => gateways.map((gateway) => ({ status, gateway }))),
        { payer: client },
      ],
    ),
  )
  await addPayouts({ craftsman, somebody }, batch)
}

async function addPayouts(
  { craftsman, somebody }: Pick<Cast, 'somebody'> & Pick<Parties, 'craftsman'>,
  batch: Types.ObjectId,
): Promise<void> {
  const account = newObjectId()
  await PayoutAccount.collection.insertOne({
    _id: account,
    user: newObjectId(),
    kind: 'bank',
    label: 'Bank account ending in 1234',
    status: 'Ready',
    createdAt: clock(),
    updatedAt: clock(),
  })
  const paid = () => ({ purpose: 'Withdrawal', payee: somebody(), amount: 100, account, kind: 'bank' })
  const late = { dueBy: addMs(clock(), -DAY) }
  const few = PAYOUT_STATUSES.flatMap((status) => [{ status }, { status, ...late }])
  await Payout.collection.insertMany(
    manyAndFew(
      () => ({ ...paid(), status: 'Paid', updatedAt: clock() }),
      [...few, { payee: craftsman }, { batch }, { payee: craftsman, batch, status: 'Batched' }],
    ).map(({ createdAt, ...payout }) => ({
      requestedAt: createdAt,
      dueBy: addMs(createdAt, 400 * DAY),
      settledAt: 'status' in payout && payout.status === 'Paid' ? createdAt : undefined,
      ...payout,
    })),
  )
}
