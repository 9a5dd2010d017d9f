import type * as z from 'zod'
import type { contractView } from '#lib/contracts/contract.schemas.ts'
import { type JobBrief, toJobBriefView } from '#lib/embedded/job-brief.ts'
import { type PersonRecord, toPersonView } from '#lib/embedded/person.ts'
import type { Cancellation, ContractRecord } from '#lib/model/contract.model.ts'
import { idOf } from '#lib/platform/ids.ts'

/** A contract with its people and its job in place of their ids. */
export interface ContractWithPeople extends Omit<ContractRecord, 'job' | 'client' | 'craftsman'> {
  job: JobBrief
  client: PersonRecord
  craftsman: PersonRecord
}

/** The API view of a contract, the same for both parties and staff. */
export const toContractView = (contract: ContractWithPeople): z.input<typeof contractView> => ({
  id: idOf<'Contract'>(contract._id),
  job: toJobBriefView(contract.job),
  client: toPersonView(contract.client),
  craftsman: toPersonView(contract.craftsman),
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
  reviewBy: contract.reviewBy?.toISOString() ?? null,
  cashPaid: contract.cashPaid
    ? { client: contract.cashPaid.client ?? null, craftsman: contract.cashPaid.craftsman ?? null }
    : null,
  cancellation: contract.cancellation ? toCancellationView(contract.cancellation) : null,
  createdAt: contract.createdAt.toISOString(),
})

const toCancellationView = ({ by, fault, client, craftsman, platform, at, isLifted }: Cancellation) => ({
  by,
  fault: isLifted === true ? ('nobody' as const) : fault, // staff lifted the strike for it
  clientAmount: client,
  craftsmanAmount: craftsman,
  platformAmount: platform,
  at: at.toISOString(),
})
