import type * as z from 'zod'
import type { PayoutAccountRecord } from '#lib/model/payout-account.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { payoutAccountView } from '#lib/wallet/payout-account.schemas.ts'

/** A payout account, as its owner and staff see it: without its number. */
export const toPayoutAccountView = (
  account: Pick<PayoutAccountRecord, '_id' | 'kind' | 'label' | 'status'>,
): z.input<typeof payoutAccountView> => ({
  id: idOf<'PayoutAccount'>(account._id),
  kind: account.kind,
  label: account.label,
  status: account.status,
})
