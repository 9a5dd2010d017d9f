import type { PipelineStage } from 'mongoose'
import { Job } from '#lib/model/job.model.ts'
import type { Id } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** What the template of a notification needs, besides the event itself. */
export interface TemplateContext {
  readonly title: string
  readonly client: string
  readonly craftsman: string
}

const UNNAMED = { en: 'Somebody', ar: 'مستخدم' } as const

interface NamedPerson {
  readonly _id: string
  readonly name: string
}

/**
 * The job's title and the first names of its two parties, in one round trip. An event without a job has none of them.
 * It has first names only, because a notification is shown on a locked screen.
 */
export async function templateContextFor(
  data: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<Locale, TemplateContext>>> {
  const ids = [data.clientId, data.craftsmanId].filter((one): one is string => typeof one === 'string')
  const [found] =
    typeof data.jobId === 'string'
      ? await Job.aggregate<{ title: string; people: NamedPerson[] }>([
          { $match: { _id: objectId(data.jobId as Id<'Job'>) } },
          { $limit: 1 },
          ...withFirstNames(ids),
        ])
      : []
  const nameOf = (one: unknown) => found?.people.find(({ _id }) => _id === one)?.name
  const contextIn = (locale: Locale): TemplateContext => ({
    title: found?.title ?? '',
    client: nameOf(data.clientId) ?? UNNAMED[locale],
    craftsman: nameOf(data.craftsmanId) ?? UNNAMED[locale],
  })
  return { en: contextIn('en'), ar: contextIn('ar') }
}

const withFirstNames = (ids: readonly string[]): PipelineStage[] => [
  {
    $lookup: {
      from: 'users',
      as: 'people',
      pipeline: [
        { $match: { _id: { $in: ids.map((one) => objectId(one as Id<'User'>)) } } },
        { $project: { _id: { $toString: '$_id' }, name: '$firstName' } },
      ],
    },
  },
  { $project: { title: 1, people: 1 } },
]
