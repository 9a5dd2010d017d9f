import { businessDaysFrom, dayOf } from '#lib/analytics/calendar.ts'
import { NONE } from '#lib/analytics/cells.ts'
import { DISPUTE_PROMISE_MS } from '#lib/analytics/dispute-entries.ts'
import { flag, timeCount } from '#lib/analytics/entry.ts'
import type { GroupSums } from '#lib/analytics/group-sums.ts'
import { groupOf, type Scope } from '#lib/analytics/read-cells.ts'
import { AnalyticsFact, type AnalyticsFactRecord } from '#lib/model/analytics-fact.model.ts'
import type { Entry } from '#lib/model/analytics-kinds.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { OPEN_PAYOUTS } from '#lib/model/payout-status.ts'
import { Verification } from '#lib/model/verification.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import { MAX_TIME_MS, trusted } from '#lib/platform/mongo.ts'
import { rawCollection } from '#lib/platform/raw-collection.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/**
 * Adds what waits now, with its age: leaving old things open does not make a figure better. There is never much of it,
 * and it is found along an index.
 */
export async function addLive(scope: Scope, sums: GroupSums, now: Date): Promise<void> {
  const { kinds } = scope
  const entries = await Promise.all([
    kinds.includes('dispute') ? openDisputes(scope, now) : [],
    kinds.includes('payout') && !isNarrowed(scope) ? openPayouts(now) : [],
    kinds.includes('verification') && !isNarrowed(scope) ? waitingVerifications(now) : [],
  ])
  for (const entry of entries.flat()) {
    if (entry.day < scope.range.from || entry.day >= scope.range.to) continue
    if (scope.category !== undefined && entry.category !== scope.category) continue
    if (scope.governorate !== undefined && entry.governorate !== scope.governorate) continue
    const { category, governorate } = entry
    const key = groupOf(scope, {
      at: entry.day,
      category: category ?? NONE,
      governorate: governorate ?? NONE,
    })
    sums.addLive(key, entry)
  }
}

/** Withdrawals and verifications have neither category nor governorate. */
const isNarrowed = ({ category, governorate }: Scope): boolean =>
  category !== undefined || governorate !== undefined

const inMs = (from: Date, to: Date): number => to.getTime() - from.getTime()

async function openDisputes({ generation }: Scope, now: Date): Promise<Entry[]> {
  const disputed = await rawCollection<AnalyticsFactRecord>(AnalyticsFact)
    .find(
      { generation, disputedSince: { $exists: true } },
      {
        hint: 'disputed',
        maxTimeMS: MAX_TIME_MS,
      },
    )
    .toArray()
  return disputed.flatMap(({ entries, disputedSince, category = null, governorate = null }) => {
    const person = entries.find(({ kind }) => kind === 'dispute')?.person
    if (!person || !disputedSince) return []
    const openLate = flag(inMs(disputedSince, now) > DISPUTE_PROMISE_MS)
    const counts = { open: 1, openLate, ...timeCount('wait', disputedSince, now) }
    return [{ kind: 'dispute', day: dayOf(disputedSince), category, governorate, person, counts }]
  })
}

const nowhere = { category: null, governorate: null } as const

async function openPayouts(now: Date): Promise<Entry[]> {
  const { bankHolidays } = await currentSettings()
  const open = await Payout.find(
    { status: trusted({ $in: [...OPEN_PAYOUTS] }), purpose: 'Withdrawal' },
    { payee: 1, requestedAt: 1, dueBy: 1 },
  ).lean()
  return open.map(({ payee, requestedAt, dueBy }) => ({
    kind: 'payout',
    day: dayOf(requestedAt),
    ...nowhere,
    person: idOf<'User'>(payee),
    counts: {
      openLate: flag(dueBy < now),
      [`days~${businessDaysFrom(requestedAt, now, bankHolidays)}`]: 1,
    },
  }))
}

async function waitingVerifications(now: Date): Promise<Entry[]> {
  const waiting = await Verification.find({ status: 'Pending' }, { craftsman: 1, createdAt: 1 }).lean()
  return waiting.map(({ craftsman, createdAt }) => ({
    kind: 'verification',
    day: dayOf(createdAt),
    ...nowhere,
    person: idOf<'User'>(craftsman),
    counts: { waiting: 1, ...timeCount('wait', createdAt, now) },
  }))
}
