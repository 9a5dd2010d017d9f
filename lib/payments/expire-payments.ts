import type { Types } from 'mongoose'
import { Contract } from '#lib/model/contract.model.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { PENDING } from '#lib/model/payment-status.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { inPages } from '#lib/platform/side-by-side.ts'
import { type HandedOut, handOutAll, pagesOf } from '#lib/work/hand-out.ts'
import { queryQueue } from '#lib/work/work-queues.ts'

/** How many payments are compared with their contracts at a time. */
const PAGE_SIZE = 500

/**
 * Hands out the pending payments whose time is over, and those that no contract waits for any more (it is void,
 * cancelled or paid in another way). For the latter the run goes over the payments that are pending now, a page at a
 * time; those that came to an end are never read.
 */
export function expirePayments(run: Run = UNLIMITED): Promise<HandedOut> {
  const now = clock()
  return handOutAll(run, [
    ...PENDING.map((status) => {
      const overdue = Payment.find({ status, expiresAt: trusted({ $lte: now }) }, { _id: 1 })
      return [queryQueue, 'expirePayment', pagesOf(overdue.sort({ expiresAt: 1 }).lean())] as const
    }),
    ...PENDING.map((status) => [queryQueue, 'expirePayment', abandoned(status, now)] as const),
  ])
}

type Waiting = Pick<PaymentRecord, '_id' | 'contract'>

/** The payments of this status that still have time, and that no contract waits for. */
async function* abandoned(status: (typeof PENDING)[number], now: Date): AsyncGenerator<readonly string[]> {
  const inTime = Payment.find({ status, expiresAt: trusted({ $gt: now }) }, { contract: 1 })
  const found = inTime.sort({ expiresAt: 1 }).lean<Waiting[]>().cursor() as AsyncIterable<Waiting>
  for await (const page of inPages(found, PAGE_SIZE)) yield await abandonedOf(page)
}

async function abandonedOf(page: readonly Waiting[]): Promise<readonly string[]> {
  const contracts = page.flatMap(({ contract }) => contract ?? [])
  if (contracts.length === 0) return []
  const waiting = await Contract.find(
    { _id: trusted({ $in: contracts }), status: 'Active', payment: 'Unpaid' },
    { _id: 1 },
  ).lean()
  const stillWaiting = new Set(waiting.map(({ _id }) => _id.toHexString()))
  const isAbandoned = (contract?: Types.ObjectId) =>
    contract !== undefined && !stillWaiting.has(contract.toHexString())
  return page.filter(({ contract }) => isAbandoned(contract)).map(({ _id }) => idOf(_id))
}
