import type { ClientSession, PipelineStage } from 'mongoose'
import type * as z from 'zod'
import { type PersonRecord, toPersonView, withPerson } from '#lib/embedded/person.ts'
import { fail } from '#lib/errors/app-error.ts'
import type { Order } from '#lib/lists/order.ts'
import { along } from '#lib/lists/read-page.ts'
import { Payout, type PayoutRecord } from '#lib/model/payout.model.ts'
import type { PayoutAccountRecord } from '#lib/model/payout-account.model.ts'
import type { payoutView } from '#lib/payouts/payout.schemas.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type PayoutId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { toPayoutAccountView } from '#lib/wallet/payout-account.view.ts'
import { withPayoutAccount } from '#lib/wallet/with-payout-account.ts'

type PayoutWithDetails = Omit<PayoutRecord, 'payee' | 'account'> & {
  payee: PersonRecord
  account: PayoutAccountRecord
}

interface Reading {
  readonly tx?: ClientSession
  readonly index?: Order | undefined
}

/** Reads payouts with their payees and accounts. The `stages` say which payouts, and in what order. */
export const readPayouts = (
  stages: PipelineStage[],
  { tx, index }: Reading = {},
): Promise<PayoutWithDetails[]> =>
  Payout.aggregate<PayoutWithDetails>([...stages, ...withPerson('payee'), ...withPayoutAccount])
    .option(along(index))
    .session(tx ?? null)
    .exec()

/** A payout as staff see it: the payee, the amount, and the last four digits of the account. */
export function toPayoutView(payout: PayoutWithDetails): z.input<typeof payoutView> {
  const settledAt = payout.settledAt ?? clock()
  return {
    id: idOf<'Payout'>(payout._id),
    craftsman: toPersonView(payout.payee),
    amount: payout.amount,
    status: payout.status,
    purpose: payout.purpose,
    account: toPayoutAccountView(payout.account),
    batchId: payout.batch ? idOf<'PayoutBatch'>(payout.batch) : null,
    requestedAt: payout.requestedAt.toISOString(),
    dueBy: payout.dueBy.toISOString(),
    settledAt: payout.settledAt?.toISOString() ?? null,
    returnedAt: payout.returnedAt?.toISOString() ?? null,
    late: settledAt > payout.dueBy,
    reference: payout.reference ?? null,
    reason: payout.reason ?? null,
  }
}

/** One payout as staff see it. Throws PAYOUT_NOT_FOUND. */
export async function readPayout(tx: ClientSession, payoutId: PayoutId) {
  const [payout] = await readPayouts([{ $match: { _id: objectId(payoutId) } }], { tx })
  if (!payout) throw fail('PAYOUT_NOT_FOUND')
  return toPayoutView(payout)
}
