import { searchWords } from '#infra/ops/migrations/0001-search-words.ts'
import { workingHours } from '#infra/ops/migrations/0002-working-hours.ts'
import { standingChargebacks } from '#infra/ops/migrations/0003-standing-chargebacks.ts'
import type { Migration } from '#infra/ops/migrations/migration.ts'

/** All migrations in their order. A new one comes last; none is ever changed after a deployment has applied it. */
export const migrations: readonly Migration[] = [searchWords, workingHours, standingChargebacks]
