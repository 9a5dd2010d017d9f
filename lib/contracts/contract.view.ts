import type * as z from 'zod'
import type { ContractRecord } from '#lib/contracts/contract.model.ts'
import type { contractView } from '#lib/contracts/contract.schemas.ts'
import { showJobBrief, type JobBrief } from '#lib/jobs/job.view.ts'
import { idOf } from '#lib/platform/ids.ts'
import { showPerson, type PersonRecord } from '#lib/users/person.ts'

/** A contract as the reads deliver it: with its people and its job in place of their ids. */
export interface ContractWithPeople extends Omit<ContractRecord, 'job' | 'client' | 'craftsman'> {
  job: JobBrief
  client: PersonRecord
  craftsman: PersonRecord
}

/** A contract, the same to both parties and staff. */
export const showContract = (contract: ContractWithPeople): z.input<typeof contractView> => ({
  id: idOf<'Contract'>(contract._id),
  job: showJobBrief(contract.job),
  client: showPerson(contract.client),
  craftsman: showPerson(contract.craftsman),
  quoteId: idOf<'Quote'>(contract.quote),
  price: contract.price,
  platformFee: contract.platformFee,
  payAhead: contract.paymentType === 'Escrow' ? contract.price : contract.deposit,
  paymentType: contract.paymentType,
  payment: contract.payment,
  status: contract.status,
  terms: contract.terms,
  agreedAt: contract.agreedAt?.toISOString() ?? null,
  confirmBy: contract.confirmBy?.toISOString() ?? null,
  confirmedAt: contract.confirmedAt?.toISOString() ?? null,
  cashPaid: contract.cashPaid
    ? { client: contract.cashPaid.client ?? null, craftsman: contract.cashPaid.craftsman ?? null }
    : null,
  createdAt: contract.createdAt.toISOString(),
})
