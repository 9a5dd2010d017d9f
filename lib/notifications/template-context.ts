import type { PipelineStage } from 'mongoose'
import type { ContractRecord } from '#lib/model/contract.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { isolated } from '#lib/notifications/isolated.ts'
import type { Id } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** What the texts say of a contract. Amounts are in piastres. */
export type ContractTerms = Pick<
  ContractRecord,
  'price' | 'platformFee' | 'deposit' | 'paymentType' | 'confirmBy' | 'cancellation'
>

/** What the template of a notification needs, besides the event itself. */
export interface TemplateContext {
  readonly title: string
  readonly client: string
  readonly craftsman: string
  /** The price of the quote that the event names, in piastres. */
  readonly price: number | null
  /** The contract that the event names, else the one that the job has now. */
  readonly contract: ContractTerms | null
}

const UNNAMED = { en: 'Somebody', ar: 'مستخدم' } as const

interface NamedPerson {
  readonly _id: string
  readonly name: string
}

interface Found {
  readonly title: string
  readonly people: readonly NamedPerson[]
  readonly quotes: readonly { readonly price: number }[]
  readonly contracts: readonly ContractTerms[]
}

type Ids = Readonly<Record<string, unknown>>

/**
 * The job's title, the first names of its two parties, and the quote and the contract that the event names, in one
 * round trip. An event without a job has none of them. It has first names only, because a notification is shown on a
 * locked screen.
 */
export async function templateContextFor(data: Ids): Promise<Readonly<Record<Locale, TemplateContext>>> {
  const [found] =
    typeof data.jobId === 'string'
      ? await Job.aggregate<Found>([
          { $match: { _id: objectId(data.jobId as Id<'Job'>) } },
          { $limit: 1 },
          lookup('users', 'people', [data.clientId, data.craftsmanId], {
            _id: { $toString: '$_id' },
            name: '$firstName',
          }),
          lookup('quotes', 'quotes', [data.quoteId], { price: 1 }),
          lookup('contracts', 'contracts', [data.contractId], CONTRACT_FIELDS, 'contract'),
          { $project: { title: 1, people: 1, quotes: 1, contracts: 1 } },
        ])
      : []
  const nameOf = (one: unknown) => found?.people.find(({ _id }) => _id === one)?.name
  const contextIn = (locale: Locale): TemplateContext => ({
    title: isolated(found?.title ?? '', locale),
    client: isolated(nameOf(data.clientId) ?? UNNAMED[locale], locale),
    craftsman: isolated(nameOf(data.craftsmanId) ?? UNNAMED[locale], locale),
    price: found?.quotes[0]?.price ?? null,
    contract: found?.contracts[0] ?? null,
  })
  return { en: contextIn('en'), ar: contextIn('ar') }
}

const CONTRACT_FIELDS = {
  price: 1,
  platformFee: 1,
  deposit: 1,
  paymentType: 1,
  confirmBy: 1,
  cancellation: 1,
}

/** Joins the documents with these ids; without any, those that a field of the job names, if it is given. */
function lookup(
  from: string,
  as: string,
  ids: readonly unknown[],
  fields: object,
  ofJob?: string,
): PipelineStage.Lookup {
  const known = ids.filter((one): one is string => typeof one === 'string')
  const $project = { ...fields }
  if (known.length === 0 && ofJob) {
    return { $lookup: { from, as, localField: ofJob, foreignField: '_id', pipeline: [{ $project }] } }
  }
  const $in = known.map((one) => objectId(one as Id<'Any'>))
  return { $lookup: { from, as, pipeline: [{ $match: { _id: { $in } } }, { $project }] } }
}
