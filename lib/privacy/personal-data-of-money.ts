import type { CollectionRule } from '#lib/privacy/collection-rule.ts'

/** What the books hold. Law keeps them for years: every amount and every id stays, and nothing that names a person. */
export const MONEY_DATA: Readonly<Record<string, CollectionRule>> = {
  journals: { impersonal: ['key', 'postings.account', 'reverses', 'checksum'], steps: [] },
  balances: { impersonal: ['_id'], steps: [] },
  transactions: { impersonal: ['gatewayTransactionId'], steps: [] },
  ledgerCheckpoints: { impersonal: ['_id', 'differences.what', 'differences.how'], steps: [] },
  ledgerWalks: { impersonal: ['_id', 'after'], steps: [] },
  payments: {
    impersonal: [
      'reference',
      'gatewayPaymentId',
      'refundsElsewhere.id',
      'unbooked.currency',
      'chargebacks.id',
      'chargebackDecisions.chargebackId',
      'chargebackDecisions.note', // the platform's reasons
    ],
    steps: [
      {
        whose: (person) => ({ payer: person }),
        unsets: ['checkout'],
      },
    ],
  },
  refunds: {
    impersonal: ['reason', 'paidBy'], // why, in the platform's words
    steps: [{ whose: (person) => ({ payer: person }), unsets: ['reference', 'failure'] }],
  },
  payouts: {
    impersonal: [],
    steps: [{ whose: (person) => ({ payee: person }), unsets: ['reference', 'reason'] }],
  },
  payoutBatches: { impersonal: ['name'], steps: [] },
  payoutAccounts: {
    impersonal: [],
    steps: [
      {
        whose: (person) => ({ user: person }),
        sets: { label: 'Deleted', deletedAt: new Date(0) },
        unsets: ['sealed', 'providerId'],
      },
    ],
  },
  processedWebhooks: { impersonal: ['key', 'content'], steps: [] },
}
