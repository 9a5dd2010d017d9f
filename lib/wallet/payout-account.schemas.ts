import * as z from 'zod'
import { PAYOUT_ACCOUNT_KINDS, PAYOUT_ACCOUNT_STATUSES } from '#lib/model/payout-account-kinds.ts'
import { id, idView } from '#lib/platform/api-schemas.ts'
import type { PayoutAccountId } from '#lib/platform/ids.ts'
import { listOf, listQuery } from '#lib/platform/paging.ts'
import { readPhone } from '#lib/platform/phone.ts'
import { line } from '#lib/platform/text.ts'
import { hasRightDigits, readIban } from '#lib/wallet/iban.ts'

const iban = z
  .string()
  .max(60)
  .transform((written, ctx) => {
    const read = readIban(written)
    if (read && hasRightDigits(read)) return read
    const message = read
      ? 'Has a wrong digit: its check digits do not fit'
      : 'Must be an Egyptian IBAN (EG and 27 digits)'
    ctx.addIssue({ code: 'custom', message })
    return z.NEVER
  })
  .meta({
    published: {
      type: 'string',
      format: 'iban',
      minLength: 29,
      maxLength: 60,
      example: 'EG380019000500000000263180002',
    },
  })

const mobileNumber = z
  .string()
  .max(40)
  .transform((written, ctx) => {
    const read = readPhone(written)
    if (read) return read
    ctx.addIssue({ code: 'custom', message: 'Must be an Egyptian mobile number' })
    return z.NEVER
  })
  .meta({
    published: { type: 'string', format: 'phone', minLength: 10, maxLength: 40, example: '+201001234567' },
  })

const bankAccount = z.strictObject({ kind: z.literal('bank'), holder: line(100, 2), iban })
const mobileWallet = z.strictObject({ kind: z.literal('mobileWallet'), phone: mobileNumber })

/** An account with a number, to which the bank pays. */
export const ownNumberAccount = z.discriminatedUnion('kind', [bankAccount, mobileWallet])

/** Numbers are checked here, stored encrypted, and never shown again. */
export const newPayoutAccount = z.discriminatedUnion('kind', [
  bankAccount,
  mobileWallet,
  z.strictObject({ kind: z.literal('stripe') }),
])

export type NewPayoutAccount = z.output<typeof newPayoutAccount>

export const payoutAccountParams = z.object({ payoutAccountId: id<PayoutAccountId>() })

export const payoutAccountView = z
  .strictObject({
    id: idView,
    kind: z.enum(PAYOUT_ACCOUNT_KINDS),
    label: z.string().describe('What kind of account it is, and its last four digits'),
    status: z.enum(PAYOUT_ACCOUNT_STATUSES),
    onboardingUrl: z
      .string()
      .optional()
      .describe(
        'Stripe: the link to its onboarding. It works once and for some minutes; request it again if needed',
      ),
  })
  .meta({ id: 'PayoutAccount' })

export const payoutAccountList = listOf(payoutAccountView)

export const payoutAccountSearch = listQuery({})
