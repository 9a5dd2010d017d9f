import { seal, unseal } from '#lib/encryption/seal.ts'
import { idOf, type PayoutAccountId, type UserId } from '#lib/platform/ids.ts'
import type { PayoutAccountRecord } from '#lib/wallet/payout-account.model.ts'

/** What nobody sees but the bank: whose account it is, and its whole number. */
export interface AccountNumber {
  /** As the bank has it; null for a mobile wallet, which needs none. */
  readonly holder: string | null
  /** An IBAN, or a mobile number in E.164. */
  readonly number: string
}

const placeOf = (owner: UserId, account: PayoutAccountId) => ({ owner, field: `payoutAccount:${account}` })

export const sealNumber = (owner: UserId, account: PayoutAccountId, number: AccountNumber): Promise<string> =>
  seal(placeOf(owner, account), JSON.stringify(number))

/** Reads the whole number. Whoever calls this writes it to the activity log. */
export async function numberOf(account: PayoutAccountRecord): Promise<AccountNumber> {
  if (account.sealed === undefined) throw new Error('this payout account has no number')
  const place = placeOf(idOf<'User'>(account.user), idOf<'PayoutAccount'>(account._id))
  return JSON.parse(await unseal(place, account.sealed)) as AccountNumber
}
