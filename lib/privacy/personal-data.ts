import type { CollectionRule } from '#lib/privacy/collection-rule.ts'
import { ACCOUNT_DATA } from '#lib/privacy/personal-data-of-accounts.ts'
import { JOB_DATA } from '#lib/privacy/personal-data-of-jobs.ts'
import { MONEY_DATA } from '#lib/privacy/personal-data-of-money.ts'

/** Every collection, and what becomes of what it holds of a person who is erased. */
export const PERSONAL_DATA: Readonly<Record<string, CollectionRule>> = {
  ...ACCOUNT_DATA,
  ...JOB_DATA,
  ...MONEY_DATA,
}
