import type { PipelineStage, Types } from 'mongoose'
import { isInReach, MAX_DISTANCE_M } from '#lib/matching/candidates.ts'
import type { CraftsmanFacts, Place, Trade } from '#lib/matching/read-model.ts'
import { type CraftsmanRecord, emptyRecord } from '#lib/matching/record.ts'
import { CRAFTSMEN_AROUND, User, type UserRecord } from '#lib/model/user.model.ts'
import { readHours } from '#lib/model/working-hours.ts'
import { idOf } from '#lib/platform/ids.ts'
import { MAX_TIME_MS } from '#lib/platform/mongo.ts'
import { roundCoordinates } from '#lib/platform/round-coordinates.ts'

/** Of more than so many, the nearest are ranked. */
const MAX_CANDIDATES = 2_000

/** A place is at most so far from its rounded one. */
const ROUNDING_M = 1_000

/** How far a craftsman goes who did not say how far. */
const USUAL_RADIUS_KM = 30
/** How many jobs at once a craftsman takes on who did not say how many. */
const USUAL_CAPACITY = 2

export interface KnownCraftsman {
  facts: CraftsmanFacts
  record: CraftsmanRecord
}

/** What the ranking reads of an account. No name, no picture, no address but the place. */
export const MATCHING_FIELDS = {
  'location.coordinates': 1,
  createdAt: 1,
  isBanned: 1,
  'craftsmanInfo.skills': 1,
  'craftsmanInfo.verificationStatus': 1,
  'craftsmanInfo.verifiedUntil': 1,
  'craftsmanInfo.serviceRadiusKm': 1,
  'craftsmanInfo.capacity': 1,
  'craftsmanInfo.availability': 1,
  'matching.record': 1,
} as const

/** What is left to read of somebody who is known to be a candidate: the fewer fields, the sooner they are read. */
const SCORED_FIELDS = {
  'location.coordinates': 1,
  createdAt: 1,
  'craftsmanInfo.skills': 1,
  'craftsmanInfo.serviceRadiusKm': 1,
  'craftsmanInfo.capacity': 1,
  'craftsmanInfo.availability.weekly': 1,
  'matching.record': 1,
} as const

/**
 * The nearest craftsmen who may be recommended for work of a trade at a place: verified, not banned, not paused, of
 * the trade or a related one, not further away than they go. It walks the index of trades and places. Where a craftsman is
 * counts as rounded as their profile shows it, also for how far they go: whoever asks from many places learns no address.
 */
export async function readCandidates(
  { trade, location, at }: { trade: Trade; location: Place; at: Date },
  excluded: readonly Types.ObjectId[],
): Promise<KnownCraftsman[]> {
  const near: PipelineStage.GeoNear = {
    $geoNear: {
      near: { type: 'Point', coordinates: [...location] },
      key: 'location',
      spherical: true,
      distanceField: 'metres',
      maxDistance: MAX_DISTANCE_M + ROUNDING_M,
      query: {
        'craftsmanInfo.skills': { $in: [trade.name, ...trade.related.keys()] },
        'craftsmanInfo.verificationStatus': 'Verified',
        role: 'Craftsman',
        isBanned: false,
        ...(excluded.length > 0 && { _id: { $nin: excluded } }),
      },
    },
  }
  const kilometres = { $multiply: [1_000, { $ifNull: ['$craftsmanInfo.serviceRadiusKm', USUAL_RADIUS_KM] }] }
  const reach = { $add: [kilometres, ROUNDING_M] }
  const users = await User.collection
    .aggregate<UserRecord>(
      [
        near,
        {
          $match: {
            deletedAt: null,
            $expr: { $lte: ['$metres', reach] },
            'craftsmanInfo.availability.pausedUntil': { $not: { $gt: at } },
            'craftsmanInfo.verifiedUntil': { $not: { $lte: at } },
          },
        },
        { $limit: MAX_CANDIDATES },
        { $project: SCORED_FIELDS },
      ],
      { hint: CRAFTSMEN_AROUND, maxTimeMS: MAX_TIME_MS },
    )
    .toArray()
  return users.flatMap((user) => {
    const known = knownCraftsman(user, at)
    return known && isInReach(known.facts, location)
      ? [{ ...known, facts: { ...known.facts, isVerified: true, verifiedAt: known.facts.createdAt } }]
      : []
  })
}

/** An account as the ranking knows it, at its rounded place; null for one without a place. */
export function knownCraftsman(user: UserRecord, at: Date): KnownCraftsman | null {
  const { location, craftsmanInfo, matching } = user
  if (!location || !craftsmanInfo) return null
  const { verifiedUntil, availability } = craftsmanInfo
  const isVerified = craftsmanInfo.verificationStatus === 'Verified' && (!verifiedUntil || verifiedUntil > at)
  return {
    facts: {
      id: idOf<'User'>(user._id),
      createdAt: user.createdAt.getTime(),
      trades: craftsmanInfo.skills,
      location: roundCoordinates(location).coordinates,
      serviceRadiusM: 1_000 * (craftsmanInfo.serviceRadiusKm ?? USUAL_RADIUS_KM),
      isVerified,
      verifiedAt: isVerified ? user.createdAt.getTime() : null,
      isBanned: user.isBanned,
      pausedUntil: availability?.pausedUntil?.getTime() ?? null,
      priceLevel: null, // the record has their prices
      weekly: availability && availability.weekly.length > 0 ? availability.weekly.map(readHours) : null,
      capacity: craftsmanInfo.capacity ?? USUAL_CAPACITY,
    },
    record: storedRecord(matching?.record),
  }
}

/** A record as it is stored; fields that it does not have yet are empty. */
const storedRecord = (json: string | undefined): CraftsmanRecord =>
  Object.assign(emptyRecord(), json === undefined ? {} : (JSON.parse(json) as Partial<CraftsmanRecord>))
