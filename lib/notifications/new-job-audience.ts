import { Job } from '#lib/model/job.model.ts'
import { NEW_JOB_ALERTS, User } from '#lib/model/user.model.ts'
import type { Id, UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

const EARTH_RADIUS_KM = 6_378.1
const DEFAULT_RADIUS_KM = 30

/**
 * One page of the craftsmen who turned on alerts about new jobs, have the skill, work in the area and are not banned:
 * the first `max` whose ids are greater than `after`. Only craftsmen with the skill and the alerts are read.
 */
export async function newJobAudience(
  {
    jobId,
    clientId,
    category,
  }: { readonly jobId: string; readonly clientId: string; readonly category: string },
  after: UserId,
  max: number,
): Promise<readonly string[]> {
  const job = await Job.findById(objectId(jobId as Id<'Job'>), { location: 1 }).lean()
  if (!job?.location) return []
  const within = { $centerSphere: [job.location.coordinates, DEFAULT_RADIUS_KM / EARTH_RADIUS_KM] }
  const craftsmen = await User.find(
    {
      _id: trusted({ $gt: objectId(after), $ne: objectId(clientId as UserId) }),
      role: 'Craftsman',
      isBanned: false,
      newJobAlerts: true,
      'craftsmanInfo.skills': category,
      location: trusted({ $geoWithin: within }),
    },
    { _id: 1 },
  )
    .sort({ _id: 1 })
    .hint(NEW_JOB_ALERTS)
    .limit(max)
    .lean()
  return craftsmen.map(({ _id }) => _id.toHexString())
}
