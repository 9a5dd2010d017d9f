import type { ClientSession, Types } from 'mongoose'
import { Balance } from '#lib/model/balance.model.ts'
import { Contract } from '#lib/model/contract.model.ts'
import type { BlockerKind } from '#lib/model/deletion-status.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { UNRESOLVED_STATUSES } from '#lib/model/dispute-status.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { OPEN_PAYOUTS } from '#lib/model/payout-status.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { debtOf, prepaidOf, walletOf } from '#lib/money/accounts.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/** What keeps an account from being erased now. */
export interface Blocker {
  readonly kind: BlockerKind
  readonly id?: string
  /** In piastres. */
  readonly amount?: number
}

/** What somebody has in their wallet, in piastres: earnings, and what they topped up. */
export interface Holdings {
  readonly earnings: number
  readonly prepaid: number
}

/** So many of a kind are named. Nobody goes through more of them at once. */
const MAX_NAMED = 50

/**
 * Everything that has to be over before an account can be erased, in the snapshot of the transaction where there is one:
 * open contracts, disputes that are not decided for good, money in the wallet, fees that are owed, money on its way.
 * A balance that the person gives up blocks nothing, if it may be given up.
 */
export async function blockersOf(
  userId: UserId,
  waivesBalance: boolean,
  tx: ClientSession | null = null,
): Promise<Blocker[]> {
  const contracts = await openContracts(userId, tx)
  const disputes = await openDisputes(userId, tx)
  const payouts = await moneyOnItsWay(userId, tx)
  const { earnings, prepaid } = await holdingsOf(userId, tx)
  const owed = -(await postedOf(debtOf(userId), tx))
  const isGivenUp = waivesBalance && (await mayBeGivenUp({ earnings, prepaid }))
  return [
    ...contracts,
    ...disputes,
    ...payouts,
    ...(earnings + prepaid > 0 && !isGivenUp
      ? [{ kind: 'balance' as const, amount: earnings + prepaid }]
      : []),
    ...(owed > 0 ? [{ kind: 'debt' as const, amount: owed }] : []),
  ]
}

/** What is in a wallet. What is reserved for withdrawals blocks as a payout. */
export async function holdingsOf(userId: UserId, tx: ClientSession | null = null): Promise<Holdings> {
  return {
    earnings: await postedOf(walletOf(userId), tx),
    prepaid: await postedOf(prepaidOf(userId), tx),
  }
}

/** Earnings that are too little to be withdrawn for, and top-ups, which cannot be withdrawn at all. */
const mayBeGivenUp = async ({ earnings }: Holdings): Promise<boolean> =>
  earnings < (await currentSettings()).waivableBelow

const postedOf = async (account: Parameters<typeof Balance.findById>[0], tx: ClientSession | null) =>
  (await Balance.findById(account).session(tx).lean())?.posted ?? 0

async function openContracts(userId: UserId, tx: ClientSession | null): Promise<Blocker[]> {
  const isOpen = { status: trusted({ $in: ['Active' as const, 'Disputed' as const] }) }
  const found: { _id: Types.ObjectId; price: number }[] = []
  for (const side of ['client', 'craftsman'] as const) {
    found.push(
      ...(await Contract.find({ [side]: objectId(userId), ...isOpen }, { price: 1 })
        .limit(MAX_NAMED)
        .session(tx)
        .lean()),
    )
  }
  return found.map(({ _id, price }) => ({ kind: 'contract', id: idOf(_id), amount: price }))
}

/** Also one that was decided, while either party can still appeal. */
async function openDisputes(userId: UserId, tx: ClientSession | null): Promise<Blocker[]> {
  const isOpen = {
    $or: [{ status: trusted({ $in: [...UNRESOLVED_STATUSES] }) }, { appealUntil: trusted({ $gt: clock() }) }],
  }
  const found: { _id: Types.ObjectId; held: number }[] = []
  for (const side of ['client', 'craftsman'] as const) {
    found.push(
      ...(await Dispute.find({ [side]: objectId(userId), ...isOpen }, { held: 1 })
        .limit(MAX_NAMED)
        .session(tx)
        .lean()),
    )
  }
  return found.map(({ _id, held }) => ({ kind: 'dispute', id: idOf(_id), amount: held }))
}

async function moneyOnItsWay(userId: UserId, tx: ClientSession | null): Promise<Blocker[]> {
  const payouts = await Payout.find(
    { payee: objectId(userId), status: trusted({ $in: [...OPEN_PAYOUTS] }) },
    { amount: 1 },
  )
    .limit(MAX_NAMED)
    .session(tx)
    .lean()
  const refunds = await Refund.find(
    { payer: objectId(userId), status: trusted({ $ne: 'Confirmed' }) },
    { amount: 1 },
  )
    .limit(MAX_NAMED)
    .session(tx)
    .lean()
  return [...payouts, ...refunds].map(({ _id, amount }) => ({ kind: 'payout', id: idOf(_id), amount }))
}
