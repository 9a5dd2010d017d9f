import type * as z from 'zod'
import { shownUser } from '#lib/embedded/shown-user.ts'
import { fail } from '#lib/errors/app-error.ts'
import { pageOf, readPage } from '#lib/lists/read-page.ts'
import { Review } from '#lib/model/review.model.ts'
import { User } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { readReviews } from '#lib/reviews/read-reviews.ts'
import type { reviewSearch } from '#lib/reviews/review.schemas.ts'
import { toReviewView } from '#lib/reviews/review.view.ts'

type Search = z.output<typeof reviewSearch>

/**
 * List the reviews about a user that are visible at this instant, the latest revealed first. These are the ones of which
 * the user's rating is made. Staff and deleted accounts have none (USER_NOT_FOUND).
 */
export async function listReviews(userId: UserId, search: Search) {
  if (!(await User.exists(shownUser(userId)))) throw fail('USER_NOT_FOUND')
  const reviewee = objectId(userId)
  const revealed = { reviewee, status: 'Revealed' }
  const due = { reviewee, status: 'Blind', revealAt: { $lte: clock() } }
  return pageOf(
    await readPage({
      model: Review,
      filter: { $or: [revealed, due] },
      order: { revealAt: -1, _id: -1 },
      search,
      read: (stages) => readReviews(stages),
    }),
    toReviewView,
  )
}

/** List the reviews that a user has written, the newest first, also those that nobody else sees yet. */
export const listOwnReviews = async (reviewer: UserId, search: Search) =>
  pageOf(
    await readPage({
      model: Review,
      filter: { reviewer: objectId(reviewer) },
      order: { createdAt: -1, _id: -1 },
      search,
      read: (stages) => readReviews(stages),
    }),
    toReviewView,
  )
