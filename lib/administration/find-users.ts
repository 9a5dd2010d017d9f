import type { SegmentFilter, UserSearch } from '#lib/administration/user-administration.schemas.ts'
import { type Page, readPage } from '#lib/lists/read-page.ts'
import { ROLES } from '#lib/model/role.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import { queryWordsOf, tagWord } from '#lib/model/user-search.ts'
import { cairoDay, fromCairoWallClock } from '#lib/platform/cairo-time.ts'
import { clock } from '#lib/platform/clock.ts'
import { email } from '#lib/users/user.schemas.ts'

/** The newest account first. */
const ORDER = { createdAt: -1, _id: -1 } as const

/** Fields that no list needs. */
const UNSEEN = {
  password: 0,
  knownSources: 0,
  searchWords: 0,
  consents: 0,
  resetPasswordToken: 0,
  resetPasswordExpires: 0,
} as const

/** One page of the accounts that fit a filter, newest first, along an index in that order. */
export const findUsers = ({
  page,
  limit,
  cursor,
  ...filter
}: UserSearch & SegmentFilter): Promise<Page<UserRecord>> =>
  readPage<UserRecord>({
    model: User,
    filter: userFilterOf(filter),
    order: ORDER,
    search: { page, limit, cursor },
    isBrowsed: true,
    read: (stages) => {
      const hint = indexFor(filter)
      return User.aggregate<UserRecord>([...stages, { $project: UNSEEN }], hint ? { hint } : {}).exec()
    },
  })

/** The index that has a list in its order. With so many that fit, MongoDB now and then takes one and sorts. */
export function indexFor({ q, tag, owesFees }: SegmentFilter): string | undefined {
  if (q !== undefined && email.safeParse(q).success) return undefined // by the e-mail itself, of one account
  if (owesFees) return 'debtors'
  return q === undefined && tag === undefined ? 'foundByStatus' : 'foundByWords'
}

/**
 * The accounts that a filter finds. What is not asked for is written out as every value that it can have, so that the
 * index is entered at each of them and its parts are merged in order: nothing is sorted, whatever is asked for.
 */
export const userFilterOf = (filter: SegmentFilter): Record<string, unknown> => ({
  deletedAt: null,
  isBanned: filter.status ? filter.status === 'Banned' : { $in: [false, true] },
  role: filter.role ?? { $in: [...ROLES] },
  ...(filter.owesFees && { owesFees: true }),
  ...(filter.activeThisMonth && { lastActiveAt: { $gte: startOfMonth(clock()) } }),
  ...foundBy(filter),
})

/** What the words and the tag ask for. An address is that of one account; words that hold no letter find nobody. */
function foundBy({ q, tag }: SegmentFilter): Record<string, unknown> {
  const address = email.safeParse(q)
  const words = q === undefined || address.success ? [] : queryWordsOf(q)
  if (q !== undefined && !address.success && words.length === 0) return { searchWords: { $in: [] } }
  const all = tag === undefined ? words : [...words, tagWord(tag)]
  return {
    ...(address.success && { email: address.data }),
    ...(all.length > 0 && { searchWords: { $all: all } }),
  }
}

/** The instant at which the present month began in Cairo. */
const startOfMonth = (now: Date): Date =>
  fromCairoWallClock(new Date(`${cairoDay(now).slice(0, 7)}-01T00:00:00.000Z`))
