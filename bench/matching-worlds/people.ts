import type { Draws } from './random.ts'
import type { Hidden } from './truth.ts'

export const DAY = 86_400_000
export const HOUR = 3_600_000
export const FROM = 1_767_301_200_000
export const TO = FROM + 120 * DAY

export interface City {
  place: [number, number]
  spreadKm: number
  share: number
}

export interface Person {
  id: string
  createdAt: number
  skills: string[]
  services: number[]
  location: [number, number]
  serviceRadiusM: number
  verification: { status: string; verifiedAt: number | null }
  banned: boolean
  priceLevel: number | null
  availability: { weekly: { day: number; from: number; to: number }[]; pausedUntil: number | null }
  capacity: number
  earlier: { at: number; category: string; price: number; rating: number | null }[]
  counts: Record<string, number | null>
  hidden: Hidden
  trueLevel: number
  /** The state of the play. */
  load: number
  ratingSum: number
  ratings: number
  jobs: number
}

export interface ServiceOf {
  name: string
  nameAr: string
  synonyms: string[]
  related: { name: string; weight: number }[]
  price: number
}

const NAMES: [string, string, string][] = [
  ['Plumbing', 'سباكة', 'plumber'],
  ['Electrical', 'كهرباء', 'electrician'],
  ['Carpentry', 'نجارة', 'carpenter'],
  ['Painting', 'نقاشة', 'painter'],
  ['Air Conditioning', 'تكييف', 'ac'],
  ['Tiling', 'سيراميك', 'tiler'],
  ['Metalwork', 'حدادة', 'blacksmith'],
  ['Gypsum', 'جبس', 'gypsum board'],
  ['Water Heaters', 'سخانات', 'heaters'],
  ['Appliances', 'أجهزة', 'washing machines'],
  ['Cleaning', 'تنظيف', 'cleaner'],
  ['Moving', 'نقل عفش', 'movers'],
]
const PAIRS: [number, number, number][] = [
  [0, 8, 0.7],
  [1, 4, 0.5],
  [1, 9, 0.5],
  [4, 9, 0.7],
  [3, 7, 0.7],
  [5, 7, 0.5],
  [2, 6, 0.5],
  [10, 11, 0.5],
]

export function makeServices(draws: Draws): ServiceOf[] {
  return NAMES.map(([name, nameAr, synonym], i) => ({
    name,
    nameAr,
    synonyms: [synonym],
    related: PAIRS.flatMap(([a, b, weight]) =>
      a === i
        ? [{ name: NAMES[b]?.[0] ?? '', weight }]
        : b === i
          ? [{ name: NAMES[a]?.[0] ?? '', weight }]
          : [],
    ),
    price: Math.round(draws.between(15_000, 90_000)),
  }))
}

export function makeCities(draws: Draws): City[] {
  const shares = [0.4, 0.2, 0.15, 0.1, 0.1, 0.05]
  return shares.map((share, i) => ({
    place: [29.5 + i * 0.9 + draws.between(-0.2, 0.2), 31.2 - (i % 3) * 1.1 + draws.between(-0.2, 0.2)],
    spreadKm: draws.between(3, 14),
    share,
  }))
}

export function placeIn(city: City, draws: Draws): [number, number] {
  const [lng, lat] = city.place
  return [
    Number((lng + draws.normal(0, city.spreadKm) / 95).toFixed(6)),
    Number((lat + draws.normal(0, city.spreadKm) / 111).toFixed(6)),
  ]
}

export interface Customs {
  newcomers: number
  rateShare: number
  ratingNoise: number
  ratingMean: number
}

export function makePerson(services: ServiceOf[], cities: City[], customs: Customs, draws: Draws): Person {
  const main = draws.whole(0, services.length - 1)
  const own = [...new Set([main, ...(draws.happens(0.4) ? [draws.whole(0, services.length - 1)] : [])])]
  const skill = draws.normal()
  const hidden: Hidden = {
    skill,
    willing: draws.normal(),
    charm: 0.4 * skill + 0.9 * draws.normal(),
    speed: draws.normal(),
    reliable: 0.3 * skill + 0.95 * draws.normal(),
  }
  const isNew = draws.happens(customs.newcomers)
  const age = isNew ? draws.between(1, 90) : draws.between(90, 1200)
  const createdAt = Math.round(isNew && draws.happens(0.5) ? draws.between(FROM, TO - DAY) : FROM - age * DAY)
  const trueLevel = Math.exp(draws.normal(0, 0.25))
  const start = draws.whole(7, 11) * 60
  const days = draws.shuffled([0, 1, 2, 3, 4, 5, 6]).slice(0, draws.whole(4, 7))
  const status = draws.happens(0.9) ? 'Verified' : draws.pick(['Pending', 'Rejected'])
  return {
    id: draws.id(),
    createdAt,
    skills: own.map((i) => {
      const service = services[i] as ServiceOf
      return draws.pick([service.name, service.nameAr, ...service.synonyms])
    }),
    services: own,
    location: placeIn(cities[draws.weighted(cities.map(({ share }) => share))] as City, draws),
    serviceRadiusM: draws.pick([10, 15, 20, 30, 50]) * 1000,
    verification: { status, verifiedAt: status === 'Verified' ? createdAt + 3 * HOUR : null },
    banned: draws.happens(0.02),
    priceLevel: draws.happens(0.2) ? null : Number((trueLevel * Math.exp(draws.normal(0, 0.05))).toFixed(2)),
    availability: {
      weekly: days.map((day) => ({ day, from: start, to: start + draws.whole(6, 11) * 60 })),
      pausedUntil: draws.happens(0.04) ? TO + draws.whole(-10, 20) * DAY : null,
    },
    capacity: draws.whole(1, 4),
    earlier: [],
    counts: {},
    hidden,
    trueLevel,
    load: 0,
    ratingSum: 0,
    ratings: 0,
    jobs: 0,
  }
}

/** What craftsmen did before the history, by their hidden nature. */
export function makePast(
  person: Person,
  services: ServiceOf[],
  customs: Customs,
  isDirty: boolean,
  draws: Draws,
): void {
  const { hidden } = person
  const months = Math.max(0, (FROM - person.createdAt) / (30 * DAY))
  const invited = draws.whole(0, Math.min(80, Math.ceil(months * 3.5)))
  const acceptance = 1 / (1 + Math.exp(-(0.3 + 0.9 * hidden.willing)))
  const accepted = draws.hits(invited, acceptance)
  const unanswered = draws.hits(invited - accepted, 0.5)
  const quoted = accepted + draws.hits(Math.ceil(months), 0.5)
  const hired = draws.hits(quoted, 1 / (1 + Math.exp(-(-0.6 + 0.5 * hidden.charm + 0.3 * hidden.skill))))
  const completed = draws.hits(hired, 1 / (1 + Math.exp(-(2 + 0.6 * hidden.reliable))))
  const cancelledByHim = draws.hits(hired - completed, 0.5)
  const isSilent = isDirty && hidden.speed < -0.5 && draws.happens(0.7)
  person.counts = {
    invited,
    accepted,
    rejected: invited - accepted - unanswered,
    unanswered,
    quoted,
    hired,
    completed,
    cancelledByHim,
    disputesLost: draws.hits(hired, 0.04 * Math.exp(-0.5 * hidden.skill)),
    medianResponseMinutes:
      accepted === 0 || isSilent
        ? null
        : Number(Math.exp(3.5 - 0.8 * hidden.speed + draws.normal(0, 0.3)).toFixed(1)),
  }
  if (isDirty && person.trueLevel > 1.1 && draws.happens(0.6)) person.priceLevel = null
  for (let i = 0; i < completed; i++) {
    const service = services[draws.pick(person.services)] as ServiceOf
    const rating = rate(hidden, customs, draws)
    const isRated = draws.happens(isDirty && rating <= 3 ? customs.rateShare * 0.5 : customs.rateShare)
    person.earlier.push({
      at: Math.round(draws.between(Math.max(person.createdAt, FROM - 700 * DAY), FROM)),
      category: service.name,
      price: Math.round(service.price * person.trueLevel * Math.exp(draws.normal(0, 0.2))),
      rating: isRated ? rating : null,
    })
    person.jobs++
    if (!isRated) continue
    person.ratings++
    person.ratingSum += rating
  }
}

export function rate(hidden: Hidden, { ratingMean, ratingNoise }: Customs, draws: Draws): number {
  const value = ratingMean + 0.4 * hidden.skill + 0.1 * hidden.charm + draws.normal(0, ratingNoise)
  return Math.min(5, Math.max(1, Math.round(value)))
}
