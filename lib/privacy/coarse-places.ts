import { Job } from '#lib/model/job.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** A tenth of a degree is about 11 km: a part of a city, for figures by region, and nobody's home. */
const COARSE = { location: 1, area: 1 } as const

/** Rounds the places of somebody's jobs, so that they say in which part of the country a job was and no more. */
export async function coarsenPlaces(userId: UserId): Promise<void> {
  const rounded = (field: string) => ({
    $map: { input: `$${field}.coordinates`, in: { $round: ['$$this', 1] } },
  })
  const places = Object.keys(COARSE).map((field) => [`${field}.coordinates`, rounded(field)])
  await Job.collection.updateMany({ client: objectId(userId) }, [{ $set: Object.fromEntries(places) }])
}
