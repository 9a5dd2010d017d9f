import type * as z from 'zod'
import type { PayoutAccountRecord } from '#lib/model/payout-account.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import { type Bilingual, currentLocale } from '#lib/platform/locale.ts'
import type { payoutAccountView } from '#lib/wallet/payout-account.schemas.ts'

/** What a kind of account is called, before its last four digits. Stored labels have the English one. */
export const KIND_NAMES: Readonly<Record<PayoutAccountRecord['kind'], Bilingual>> = {
  bank: { en: 'Bank account', ar: 'حساب بنكي' },
  mobileWallet: { en: 'Mobile wallet', ar: 'محفظة موبايل' },
  stripe: { en: 'Stripe', ar: 'Stripe' },
}

/** A payout account, as its owner and staff see it: without its number. */
export const toPayoutAccountView = (
  account: Pick<PayoutAccountRecord, '_id' | 'kind' | 'label' | 'status'>,
): z.input<typeof payoutAccountView> => ({
  id: idOf<'PayoutAccount'>(account._id),
  kind: account.kind,
  label: account.label.replace(KIND_NAMES[account.kind].en, KIND_NAMES[account.kind][currentLocale()]),
  status: account.status,
})
