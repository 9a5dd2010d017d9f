import type { ClientSession, PipelineStage } from 'mongoose'
import type * as z from 'zod'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type PayoutId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { fail } from '#lib/errors/app-error.ts'
import { Payout, type PayoutRecord } from '#lib/payouts/payout.model.ts'
import type { payoutView } from '#lib/payouts/payout.schemas.ts'
import { showPerson, withPerson, type PersonRecord } from '#lib/users/person.ts'
import type { PayoutAccountRecord } from '#lib/wallet/payout-account.model.ts'
import { showPayoutAccount } from '#lib/wallet/payout-account.view.ts'

type PayoutWithAll = Omit<PayoutRecord, 'payee' | 'account'> & {
  payee: PersonRecord
  account: PayoutAccountRecord
}

/** Reads payouts with their people and accounts; `which` says which and in what order. */
export const readPayouts = (which: PipelineStage[], session?: ClientSession): Promise<PayoutWithAll[]> =>
  Payout.aggregate<PayoutWithAll>([
    ...which,
    ...withPerson('payee'),
    {
      $lookup: {
        from: 'payoutAccounts',
        localField: 'account',
        foreignField: '_id',
        as: 'account',
        pipeline: [{ $project: { kind: 1, label: 1, status: 1 } }],
      },
    },
    { $set: { account: { $first: '$account' } } },
  ]).session(session ?? null)

/** As staff see it: whose, how much, to which account's last four. */
export function showPayout(payout: PayoutWithAll): z.input<typeof payoutView> {
  const settledBy = payout.settledAt ?? clock()
  return {
    id: idOf<'Payout'>(payout._id),
    craftsman: showPerson(payout.payee),
    amount: payout.amount,
    status: payout.status,
    purpose: payout.purpose,
    account: showPayoutAccount(payout.account),
    batchId: payout.batch ? idOf<'PayoutBatch'>(payout.batch) : null,
    requestedAt: payout.requestedAt.toISOString(),
    dueBy: payout.dueBy.toISOString(),
    settledAt: payout.settledAt?.toISOString() ?? null,
    late: settledBy > payout.dueBy,
    reference: payout.reference ?? null,
    reason: payout.reason ?? null,
  }
}

/** One payout as staff see it. Throws PAYOUT_NOT_FOUND. */
export async function readPayout(session: ClientSession, payoutId: PayoutId) {
  const [payout] = await readPayouts([{ $match: { _id: objectId(payoutId) } }], session)
  if (!payout) throw fail('PAYOUT_NOT_FOUND')
  return showPayout(payout)
}
