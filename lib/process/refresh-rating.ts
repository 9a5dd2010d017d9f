import type { ClientSession, Types } from 'mongoose'
import { Review } from '#lib/model/review.model.ts'
import { User } from '#lib/model/user.model.ts'
import { trusted } from '#lib/platform/mongo.ts'

/**
 * Makes a user's rating anew from their reviews, in the transaction that changes one of them: the mean of those that are
 * revealed, and apart from it those that a time will reveal. Two transactions that change reviews of the same user both
 * write this user, so that one of them starts again and sees the other's review.
 */
export async function refreshRating(tx: ClientSession, user: Types.ObjectId): Promise<void> {
  const [revealed] = await Review.aggregate<{ count: number; mean: number }>([
    { $match: { reviewee: user, status: 'Revealed' } },
    { $group: { _id: null, count: { $sum: 1 }, mean: { $avg: '$rating' } } },
  ]).session(tx)
  const blind = await Review.find(
    { reviewee: user, status: 'Blind', revealAt: trusted({ $ne: null }) },
    { revealAt: 1, rating: 1 },
  )
    .session(tx)
    .lean()
  const upcomingRatings = blind.flatMap(({ revealAt, rating }) =>
    revealAt ? [{ at: revealAt, rating }] : [],
  )
  await User.updateOne(
    { _id: user },
    { $set: { rating: revealed?.mean ?? 0, ratingCount: revealed?.count ?? 0, upcomingRatings } },
    { session: tx },
  )
}
