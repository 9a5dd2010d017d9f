import { decryptField, encryptField } from '#lib/encryption/encrypt-field.ts'
import type { PayoutAccountRecord } from '#lib/model/payout-account.model.ts'
import { idOf, type PayoutAccountId, type UserId } from '#lib/platform/ids.ts'

/** What nobody sees but the bank: whose account it is, and its whole number. */
export interface AccountNumber {
  /** As the bank has it; null for a mobile wallet, which needs none. */
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

/** Reads the whole number. Whoever calls this writes it to the activity log. */
export async function decryptNumber(account: PayoutAccountRecord): Promise<AccountNumber> {
  if (account.sealed === undefined) throw new Error('this payout account has no number')
  const place = fieldLocationOf(idOf<'User'>(account.user), idOf<'PayoutAccount'>(account._id))
  return JSON.parse(await decryptField(place, account.sealed)) as AccountNumber
}
