import type { Craftsman, Person } from '#infra/demo/seed/people.ts'
import type { ContractRecord } from '#lib/model/contract.model.ts'
import type { JobRecord } from '#lib/model/job.model.ts'
import type { PaymentRecord } from '#lib/model/payment.model.ts'
import { addMs, DAY } from '#lib/platform/clock.ts'

/** A hired job on its way. */
export interface Hired {
  readonly job: JobRecord
  readonly contract: ContractRecord
  readonly client: Person
  readonly craftsman: Craftsman
  payment: PaymentRecord | null
}

/** The contract counts as completed, for both parties, and they have some days for their reviews. */
export function complete({ contract, craftsman, client }: Hired, at: Date): void {
  const reviewBy = addMs(at, contract.terms.reviewDays * DAY)
  Object.assign(contract, { status: 'Completed', confirmBy: null, confirmedAt: at, reviewBy, updatedAt: at })
  craftsman.completedJobs += 1
  client.completedJobs += 1
}
