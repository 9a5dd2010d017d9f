import type * as z from 'zod'
import type { PayoutAccountRecord } from '#lib/model/payout-account.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { payoutAccountView } from '#lib/wallet/payout-account.schemas.ts'

/** What its owner, and staff, see of an account: never its number. */
export const toPayoutAccountView = (
  account: Pick<PayoutAccountRecord, '_id' | 'kind' | 'label' | 'status'>,
): z.input<typeof payoutAccountView> => ({
  id: idOf<'PayoutAccount'>(account._id),
  kind: account.kind,
  label: account.label,
  status: account.status,
})
