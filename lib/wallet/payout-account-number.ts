import { decryptField, encryptField } from '#lib/encryption/encrypt-field.ts'
import type { PayoutAccountRecord } from '#lib/model/payout-account.model.ts'
import { idOf, type PayoutAccountId, type UserId } from '#lib/platform/ids.ts'

/** What only the bank gets to see: the holder of an account, and its whole number. */
export interface AccountNumber {
  /** The holder's name at the bank; null for a mobile wallet, which needs none. */
  readonly holder: string | null
  /** An IBAN, or a mobile number in E.164. */
  readonly number: string
}

const fieldLocationOf = (owner: UserId, account: PayoutAccountId) => ({
  owner,
  field: `payoutAccount:${account}`,
})

export const encryptNumber = (
  owner: UserId,
  account: PayoutAccountId,
  number: AccountNumber,
): Promise<string> => encryptField(fieldLocationOf(owner, account), JSON.stringify(number))

/** Decrypts the whole number. The caller has to record that in the activity log. */
export async function decryptNumber(account: PayoutAccountRecord): Promise<AccountNumber> {
  if (account.sealed === undefined) throw new Error('this payout account has no number')
  const location = fieldLocationOf(idOf<'User'>(account.user), idOf<'PayoutAccount'>(account._id))
  return JSON.parse(await decryptField(location, account.sealed)) as AccountNumber
}
