import type { RankingModel, Scored } from '#lib/matching/score.ts'
import { ShownList } from '#lib/model/shown-list.model.ts'
import { addMs, clock, DAY, realTime } from '#lib/platform/clock.ts'
import { type JobId, newId, type UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** For so long a list is learned from. */
const RETENTION_MS = 400 * DAY

interface Shown {
  jobId: JobId
  client: UserId
  shown: readonly Scored[]
  /** How many stand before them. */
  from: number
  model: RankingModel
}

/** Keep what a client saw: who stood where, what was known of them, and which model ranked. */
export async function storeShownList({ jobId, client, shown, from, model }: Shown): Promise<void> {
  await ShownList.collection.insertOne({
    _id: objectId(newId<'ShownList'>()),
    job: objectId(jobId),
    client: objectId(client),
    model: model.version,
    craftsmen: shown.map(({ pair, vector }, place) => ({
      craftsman: objectId(pair.craftsman.id as UserId),
      position: from + place + 1,
      vector: [...vector].map((value) => Math.round(1e6 * value) / 1e6),
    })),
    createdAt: clock(),
    expiresAt: addMs(realTime(), RETENTION_MS),
  })
}
