import type { PipelineStage } from 'mongoose'
import { Job } from '#lib/jobs/job.model.ts'
import type { Locale } from '#lib/platform/locale.ts'
import type { Id } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** What the words of a notification are about, beside the event itself. */
export interface Story {
  readonly title: string
  readonly client: string
  readonly craftsman: string
}

const NOBODY = { en: 'Somebody', ar: 'مستخدم' } as const

interface Told {
  readonly _id: string
  readonly name: string
}

/**
 * The job's title and the first names of its two people, in one round trip; an event without a job has none of them.
 * People are called by their first name alone: a notification is read on a locked screen.
 */
export async function storyOf(
  data: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<Locale, Story>>> {
  const ids = [data.clientId, data.craftsmanId].filter((one): one is string => typeof one === 'string')
  const [found] =
    typeof data.jobId === 'string'
      ? await Job.aggregate<{ title: string; people: Told[] }>([
          { $match: { _id: objectId(data.jobId as Id<'Job'>) } },
          { $limit: 1 },
          ...withFirstNames(ids),
        ])
      : []
  const nameOf = (one: unknown) => found?.people.find(({ _id }) => _id === one)?.name
  const tell = (locale: Locale): Story => ({
    title: found?.title ?? '',
    client: nameOf(data.clientId) ?? NOBODY[locale],
    craftsman: nameOf(data.craftsmanId) ?? NOBODY[locale],
  })
  return { en: tell('en'), ar: tell('ar') }
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
