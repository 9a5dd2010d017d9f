import type { Types } from 'mongoose'
import type { Draws } from '#infra/demo/seed/draws.ts'
import { drawHome, type Home } from '#infra/demo/seed/egypt.ts'
import { drawName, mobileOf, type PersonName } from '#infra/demo/seed/names.ts'
import type { Rows } from '#infra/demo/seed/rows.ts'
import { TRADES } from '#infra/demo/seed/trades.ts'
import { emptyRecord } from '#lib/matching/record.ts'
import type { TransactionRecord } from '#lib/model/transaction.model.ts'
import type { UpcomingRating } from '#lib/model/user.model.ts'
import { searchWordsOf } from '#lib/model/user-search.ts'
import { addMs, DAY, HOUR } from '#lib/platform/clock.ts'

export interface Person {
  readonly _id: Types.ObjectId
  readonly place: number
  readonly name: PersonName
  readonly home: Home
  readonly joinedAt: Date
  lastActiveAt: Date
  completedJobs: number
  ratings: { sum: number; count: number; upcoming: UpcomingRating[] }
}

export interface Craftsman extends Person {
  readonly skills: readonly string[]
  /** About 0: how well they work, which their ratings follow. */
  readonly quality: number
  readonly isVerified: boolean
  readonly radiusKm: number
  /** What they see as their wallet: the sum of the Completed transactions. */
  shown: number
  /** Fees that are not paid yet, the oldest first. */
  owed: TransactionRecord[]
  /** Earnings that have not cleared. */
  uncleared: { readonly amount: number; readonly clearsAt: Date }[]
  account?: Types.ObjectId
}

export interface Span {
  readonly from: Date
  readonly to: Date
}

/** When so much of everything has happened: the marketplace grows four times as busy from the first day to the last. */
export function timeAt(share: number, { from, to }: Span): Date {
  const passed = (-0.4 + Math.sqrt(0.16 + 2.4 * share)) / 1.2
  return addMs(from, Math.floor(passed * (to.getTime() - from.getTime())))
}

/** So many of the craftsmen are there before the first job, and joined within so many days. */
const FOUNDERS = 0.3
const FOUNDED_DAYS = 60

/** The people of the seed. They are made at once, and written at the end, when it is known what they did. */
export class People {
  /** Who decides the disputes. */
  readonly moderator: Person
  readonly clients: readonly Person[]
  readonly craftsmen: readonly Craftsman[]
  readonly #byTrade = new Map<string, Craftsman[]>()

  constructor(draws: Draws, span: Span, numbers: { readonly clients: number; readonly craftsmen: number }) {
    this.moderator = personAt(draws, 0, addMs(span.from, -FOUNDED_DAYS * DAY), 0.5)
    this.clients = Array.from({ length: numbers.clients }, (_, place) =>
      personAt(draws, place, addMs(timeAt(place / numbers.clients, span), -HOUR), 0.45),
    )
    this.craftsmen = Array.from({ length: numbers.craftsmen }, (_, place) =>
      craftsmanAt(draws, place, joinedAt(place / numbers.craftsmen, span)),
    )
    for (const craftsman of this.craftsmen) for (const skill of craftsman.skills) this.#add(skill, craftsman)
  }

  #add(skill: string, craftsman: Craftsman): void {
    const key = `${skill}:${craftsman.home.governorate}`
    const list = this.#byTrade.get(key)
    if (list) list.push(craftsman)
    else this.#byTrade.set(key, [craftsman])
  }

  /** A client who is registered when this share of all jobs was posted; who was there first posts more. */
  clientAt(draws: Draws, share: number): Person {
    const registered = Math.max(1, Math.floor(share * this.clients.length))
    return this.clients[Math.floor(registered * draws.random() ** 1.2)] as Person // there is at least one
  }

  /** Up to so many craftsmen of a trade and a governorate who had joined by then, the better ones sooner. */
  someFor(draws: Draws, { category, governorate, at }: Wanted, most: number): readonly Craftsman[] {
    const list = this.#byTrade.get(`${category}:${governorate}`) ?? []
    const joined = countBefore(list, at)
    const chosen = new Set<Craftsman>()
    for (let tries = 0; tries < 4 * most && chosen.size < Math.min(most, joined); tries += 1) {
      const craftsman = list[Math.floor(draws.random() * joined)] as Craftsman
      if (draws.chance(0.6 + 0.2 * Math.max(-2, Math.min(2, craftsman.quality)))) chosen.add(craftsman)
    }
    return [...chosen]
  }

  write(rows: Rows, { seed, password, now }: { seed: number; password: string; now: Date }): void {
    const staff = `moderator.seed${seed}@craftworks.example`
    rows.add('users', { ...accountOf(this.moderator, staff), password, role: 'Moderator' })
    for (const client of this.clients) {
      const email = `client${client.place + 1}.seed${seed}@craftworks.example`
      rows.add('users', { ...accountOf(client, email), password, role: 'Client' })
    }
    for (const craftsman of this.craftsmen) {
      const email = `craftsman${craftsman.place + 1}.seed${seed}@craftworks.example`
      const phone = mobileOf(seed, craftsman.place)
      rows.add('users', {
        ...accountOf(craftsman, email, phone),
        password,
        role: 'Craftsman',
        phone,
        phoneVerifiedAt: craftsman.joinedAt,
        ...craftsmanFields(craftsman),
        // the schedule of recommendations makes their records from what they did
        matching: { record: NO_RECORD, refreshedAt: now, dueAt: addMs(now, -craftsman.place) },
      })
    }
  }
}

interface Wanted {
  readonly category: string
  readonly governorate: string
  readonly at: Date
}

const NO_RECORD = JSON.stringify(emptyRecord())

/** How many of a list in the order of joining had joined by then. */
function countBefore(list: readonly Craftsman[], at: Date): number {
  let [from, to] = [0, list.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((list[middle] as Craftsman).joinedAt <= at) from = middle + 1
    else to = middle
  }
  return from
}

function joinedAt(share: number, span: Span): Date {
  if (share < FOUNDERS) return addMs(span.from, -(FOUNDERS - share) * (FOUNDED_DAYS / FOUNDERS) * DAY)
  const days = span.to.getTime() - span.from.getTime()
  return addMs(span.from, (0.97 * days * (share - FOUNDERS)) / (1 - FOUNDERS))
}

const personAt = (draws: Draws, place: number, joinedAt: Date, shareOfWomen: number): Person => ({
  _id: draws.idAt(joinedAt),
  place,
  name: drawName(draws, shareOfWomen),
  home: drawHome(draws),
  joinedAt,
  lastActiveAt: joinedAt,
  completedJobs: 0,
  ratings: { sum: 0, count: 0, upcoming: [] },
})

function craftsmanAt(draws: Draws, place: number, joinedAt: Date): Craftsman {
  const first = draws.weighted(TRADES, ({ share }) => share).category
  const second = draws.chance(0.3) ? draws.pick(TRADES).category : first
  return {
    ...personAt(draws, place, joinedAt, 0.03),
    skills: [...new Set([first, second])],
    quality: draws.normal(),
    isVerified: draws.chance(0.7),
    radiusKm: draws.pick([10, 15, 20, 25, 30, 40]),
    shown: 0,
    owed: [],
    uncleared: [],
  }
}

function accountOf(person: Person, email: string, phone?: string) {
  const { _id, name, home, joinedAt, lastActiveAt, completedJobs, ratings } = person
  return {
    _id,
    email,
    emailVerifiedAt: joinedAt,
    ...name,
    locale: 'ar',
    location: home.location,
    rating: ratings.count === 0 ? 0 : ratings.sum / ratings.count,
    ratingCount: ratings.count,
    upcomingRatings: ratings.upcoming,
    completedJobs,
    consents: [{ kind: 'terms', version: '1', at: joinedAt }],
    knownSources: [],
    lastActiveAt,
    isBanned: false,
    searchWords: searchWordsOf({ ...name, email, phone }),
    createdAt: joinedAt,
    updatedAt: lastActiveAt,
  }
}

const craftsmanFields = ({ skills, isVerified, radiusKm, shown, owed }: Craftsman) => ({
  craftsmanInfo: {
    skills,
    portfolioImageUrls: [],
    verificationStatus: isVerified ? 'Verified' : 'Pending',
    serviceRadiusKm: radiusKm,
  },
  wallet: { balance: shown, withdrawableBalance: 0 },
  ...(owed.length > 0 && { owesFees: true }),
})
