import { Job } from '#lib/model/job.model.ts'
import { Preferences } from '#lib/model/preferences.model.ts'
import { User } from '#lib/model/user.model.ts'
import type { Id } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

const EARTH_RADIUS_KM = 6_378.1
const DEFAULT_RADIUS_KM = 30
const MAX_AUDIENCE = 500

/** The craftsmen who turned on alerts about new jobs, have the skill, work in the area and are not banned. */
export async function newJobAudience({
  jobId,
  clientId,
  category,
}: {
  readonly jobId: string
  readonly clientId: string
  readonly category: string
}): Promise<readonly string[]> {
  const job = await Job.findById(objectId(jobId as Id<'Job'>), { location: 1 }).lean()
  if (!job?.location) return []
  const subscribers = await Preferences.find(
    { $or: [{ 'channels.newJob.push': true }, { 'channels.newJob.email': true }] },
    { _id: 1 },
  ).lean()
  const within = { $centerSphere: [job.location.coordinates, DEFAULT_RADIUS_KM / EARTH_RADIUS_KM] }
  const craftsmen = await User.find(
    {
      _id: trusted({ $in: subscribers.map(({ _id }) => _id), $ne: objectId(clientId as Id<'User'>) }),
      role: 'Craftsman',
      isBanned: false,
      'craftsmanInfo.skills': category,
      location: trusted({ $geoWithin: within }),
    },
    { _id: 1 },
  )
    .limit(MAX_AUDIENCE)
    .lean()
  return craftsmen.map(({ _id }) => _id.toHexString())
}
