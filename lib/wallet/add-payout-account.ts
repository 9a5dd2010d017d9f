import { Types } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { PayoutAccount, type PayoutAccountRecord } from '#lib/model/payout-account.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'
import type { NewPayoutAccount } from '#lib/wallet/payout-account.schemas.ts'
import { KIND_NAMES, toPayoutAccountView } from '#lib/wallet/payout-account.view.ts'
import { encryptNumber } from '#lib/wallet/payout-account-number.ts'

/** How many payout accounts a user may have. */
const MAX_ACCOUNTS = 10

export type OwnNumberAccount = Exclude<NewPayoutAccount, { kind: 'stripe' }>

/**
 * Add an own bank account or mobile wallet, to which the bank pays:
 * 1. the schema has checked the number (an IBAN by its check digits); the account can be used at once
 * 2. holder and number are encrypted before anything is stored; only the last four digits are shown
 * 3. a user has at most 10 accounts (TOO_MANY_PAYOUT_ACCOUNTS)
 */
export async function addPayoutAccount(request: OwnNumberAccount, userId: UserId) {
  const _id = new Types.ObjectId()
  const accountId = idOf<'PayoutAccount'>(_id)
  const isBank = request.kind === 'bank'
  const number = isBank ? request.iban : request.phone
  const sealed = await encryptNumber(userId, accountId, { holder: isBank ? request.holder : null, number })
  const at = clock()
  const account: PayoutAccountRecord = {
    _id,
    user: objectId(userId),
    kind: request.kind,
    label: `${KIND_NAMES[request.kind].en} •••• ${number.slice(-4)}`,
    status: 'Ready',
    sealed,
    createdAt: at,
    updatedAt: at,
  }
  await storeAccount(account, userId)
  return toPayoutAccountView(account)
}

/** Stores a new account and logs it. */
export async function storeAccount(account: PayoutAccountRecord, userId: UserId): Promise<void> {
  await inTransaction(async (tx) => {
    const count = await PayoutAccount.countDocuments({
      user: objectId(userId),
      deletedAt: trusted({ $exists: false }),
    }).session(tx)
    if (count >= MAX_ACCOUNTS) throw fail('TOO_MANY_PAYOUT_ACCOUNTS')
    await PayoutAccount.create([account], { session: tx })
    await logActivity(tx, {
      actor: userId,
      action: 'payoutAccount.add',
      target: { kind: 'PayoutAccount', id: idOf<'PayoutAccount'>(account._id) },
      details: { kind: account.kind },
    })
  })
}
