import { Job } from '#lib/jobs/job.model.ts'
import { Preferences } from '#lib/notifications/preferences.model.ts'
import type { Id } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { User } from '#lib/users/user.model.ts'

const EARTH_RADIUS_KM = 6_378.1
const DEFAULT_RADIUS_KM = 30
const MOST = 500

/** The craftsmen who asked to hear of new jobs, have the skill, work there and are not blocked. */
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
  const asked = await Preferences.find(
    { $or: [{ 'wishes.newJob.push': true }, { 'wishes.newJob.email': true }] },
    { _id: 1 },
  ).lean()
  const within = { $centerSphere: [job.location.coordinates, DEFAULT_RADIUS_KM / EARTH_RADIUS_KM] }
  const craftsmen = await User.find(
    {
      _id: trusted({ $in: asked.map(({ _id }) => _id), $ne: objectId(clientId as Id<'User'>) }),
      role: 'Craftsman',
      isBanned: false,
      'craftsmanInfo.skills': category,
      location: trusted({ $geoWithin: within }),
    },
    { _id: 1 },
  )
    .limit(MOST)
    .lean()
  return craftsmen.map(({ _id }) => _id.toHexString())
}
