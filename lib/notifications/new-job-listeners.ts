import type { EventData } from '#lib/events/catalogue.ts'
import { distanceM } from '#lib/matching/distance.ts'
import { jobFactsOf } from '#lib/matching/job-facts.ts'
import { knownCraftsman, MATCHING_FIELDS } from '#lib/matching/read-candidates.ts'
import { Job } from '#lib/model/job.model.ts'
import { NEW_JOBS_OF_USER, Notification } from '#lib/model/notification.model.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import { fromCairoWallClock, toCairoWallClock } from '#lib/platform/cairo-time.ts'
import { clock } from '#lib/platform/clock.ts'
import { type Id, idOf, type UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

/** So many alerts about new jobs a craftsman gets on one day in Cairo. */
export const MAX_ALERTS_A_DAY = 10

/**
 * Of craftsmen with the skill, those whom a new job fits: they go so far, they are not paused, and they have had fewer
 * than 10 alerts about other jobs today. Asked again for the same job, it answers the same.
 */
export async function newJobListeners(
  ids: readonly string[],
  { jobId }: EventData<'job.posted'>,
  eventId: string,
): Promise<readonly string[]> {
  const users = ids.map((id) => objectId(id as UserId))
  const [job, craftsmen, heard] = await Promise.all([
    Job.findById(objectId(jobId as Id<'Job'>)).lean(),
    User.find({ _id: trusted({ $in: users }) }, MATCHING_FIELDS).lean<UserRecord[]>(),
    alertsToday(users, eventId),
  ])
  if (!job) return []
  const now = clock()
  const place = jobFactsOf(job).location
  return craftsmen.flatMap((user) => {
    const id = idOf<'User'>(user._id)
    const known = knownCraftsman(user, now)
    if (!known || (heard.get(id) ?? 0) >= MAX_ALERTS_A_DAY) return []
    const { location, serviceRadiusM, pausedUntil } = known.facts
    const isPaused = pausedUntil !== null && pausedUntil > now.getTime()
    return isPaused || distanceM(location, place) > serviceRadiusM ? [] : [id]
  })
}

async function alertsToday(
  users: ReturnType<typeof objectId>[],
  eventId: string,
): Promise<Map<string, number>> {
  const today = toCairoWallClock(clock())
  const midnight = fromCairoWallClock(new Date(today.setUTCHours(0, 0, 0, 0)))
  const counted = await Notification.aggregate<{ _id: (typeof users)[number]; alerts: number }>([
    {
      $match: {
        user: { $in: users },
        type: 'newJob',
        createdAt: { $gte: midnight },
        event: { $ne: objectId(eventId as Id<'Event'>) },
      },
    },
    { $group: { _id: '$user', alerts: { $sum: 1 } } },
  ]).option({ hint: NEW_JOBS_OF_USER })
  return new Map(counted.map(({ _id, alerts }) => [idOf<'User'>(_id), alerts]))
}
