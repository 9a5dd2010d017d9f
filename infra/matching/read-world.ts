import type { WorldEvent, WorldHistory, WorldJob } from '#infra/matching/world.schemas.ts'
import type { History, HistoryCraftsman, HistoryEvent } from '#lib/matching/history.ts'
import type { JobFacts, Trade } from '#lib/matching/read-model.ts'
import { foldForSearch } from '#lib/platform/fold-text.ts'

type WorldCraftsman = WorldHistory['craftsmen'][number]
type NamedServices = ReadonlyMap<string, readonly string[]>

/** What the product would know at the end of a world's history, in an order that ids have no part in. */
export function historyOf(world: WorldHistory): History {
  const services = servicesByWord(world)
  const craftsmen = world.craftsmen
    .map((each) => historyCraftsman(each, services, world.historyTo))
    .map((craftsman) => ({ craftsman, key: contentKey(craftsman) }))
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ craftsman }) => craftsman)
  const places = new Map(craftsmen.map(({ facts }, place) => [facts.id, place]))
  return {
    trades: tradesOf(world),
    clients: new Map(world.clients.map(({ id, createdAt }) => [id, createdAt])),
    craftsmen,
    events: orderedEvents(world, places),
    until: world.historyTo,
  }
}

export const jobFactsOf = (
  job: Omit<WorldJob, 'id' | 'postedAt' | 'excluded'>,
  postedAt: number,
): JobFacts => ({
  postedAt,
  category: job.category,
  client: job.clientId,
  text: `${job.title}\n${job.description}`,
  location: job.location,
  budget: job.budget,
  preferredAt: job.preferredAt,
  paymentType: job.paymentType,
})

/** Which services a skill names, by its folded name in either language or a synonym. */
function servicesByWord({ services }: WorldHistory): NamedServices {
  const found = new Map<string, string[]>()
  for (const { name, nameAr, synonyms } of services)
    for (const word of [name, nameAr ?? '', ...synonyms]) {
      const key = foldForSearch(word)
      if (key === '') continue
      const named = found.get(key) ?? []
      if (!named.includes(name)) found.set(key, [...named, name])
    }
  return found
}

/** Relations count both ways, also where only one of the two services says so. */
function tradesOf({ services }: WorldHistory): ReadonlyMap<string, Trade> {
  const related = new Map(services.map(({ name }) => [name, new Map<string, number>()]))
  const relate = (from: string, to: string, weight: number): void => {
    const known = related.get(from)
    if (known && weight > (known.get(to) ?? 0)) known.set(to, weight)
  }
  for (const service of services)
    for (const { name, weight } of service.related) {
      relate(service.name, name, weight)
      relate(name, service.name, weight)
    }
  return new Map([...related].map(([name, weights]) => [name, { name, related: weights }]))
}

function historyCraftsman(
  craftsman: WorldCraftsman,
  services: NamedServices,
  until: number,
): HistoryCraftsman {
  const { verification, availability } = craftsman
  const earlier = craftsman.earlier
    .filter(({ at }) => at <= until)
    .sort((a, b) => a.at - b.at || a.price - b.price || (a.rating ?? 0) - (b.rating ?? 0))
  return {
    facts: {
      id: craftsman.id,
      createdAt: craftsman.createdAt,
      trades: [
        ...new Set(craftsman.skills.flatMap((skill) => services.get(foldForSearch(skill)) ?? [])),
      ].sort(),
      location: craftsman.location,
      serviceRadiusM: craftsman.serviceRadiusM,
      isVerified: verification.status === 'Verified',
      verifiedAt: verification.verifiedAt,
      isBanned: craftsman.banned,
      pausedUntil: availability.pausedUntil,
      priceLevel: craftsman.priceLevel,
      weekly: availability.weekly,
      capacity: craftsman.capacity,
    },
    earlier,
    counts: craftsman.counts,
  }
}

/** Tells craftsmen apart by all that is known of them but their ids. */
const contentKey = ({ facts: { id: _id, weekly, ...facts }, counts, earlier }: HistoryCraftsman): string =>
  JSON.stringify([
    facts.createdAt,
    facts.location,
    Object.values(facts),
    [...(weekly ?? [])].map(({ day, from, to }) => `${day} ${from} ${to}`).sort(),
    [counts.invited, counts.accepted, counts.rejected, counts.unanswered, counts.quoted, counts.hired],
    [counts.completed, counts.cancelledByHim, counts.disputesLost, counts.medianResponseMinutes],
    earlier.map(({ at, category, price, rating }) => [at, category, price, rating]),
  ])

const TYPE_ORDER: readonly HistoryEvent['type'][] = [
  'job',
  'shown',
  'invitation',
  'response',
  'quote',
  'hire',
  'completion',
  'cancellation',
  'decision',
  'review',
]

/** In the order of time, then of cause, then of what the jobs and the people are. Nothing after the end is kept. */
function orderedEvents(world: WorldHistory, places: ReadonlyMap<string, number>): HistoryEvent[] {
  const jobKeys = new Map<string, string>()
  const known = world.events.filter(({ at }) => at <= world.historyTo)
  for (const event of known)
    if (event.type === 'job')
      jobKeys.set(event.jobId, JSON.stringify([event.at, event.location, event.category, event.title]))
  const events = known.flatMap(historyEvents).filter(({ at }) => at <= world.historyTo)
  const placeOf = (event: HistoryEvent): number =>
    'craftsmanId' in event ? (places.get(event.craftsmanId) ?? -1) : -1
  const jobKeyOf = ({ jobId }: HistoryEvent): string => jobKeys.get(jobId) ?? ''
  return events.sort(
    (a, b) =>
      a.at - b.at ||
      TYPE_ORDER.indexOf(a.type) - TYPE_ORDER.indexOf(b.type) ||
      placeOf(a) - placeOf(b) ||
      (jobKeyOf(a) < jobKeyOf(b) ? -1 : Number(jobKeyOf(a) > jobKeyOf(b))),
  )
}

/** What an event tells, each part at the instant from which it was known. */
function historyEvents(event: WorldEvent): HistoryEvent[] {
  const { at, jobId } = event
  if (event.type === 'job') return [{ type: 'job', at, jobId, job: jobFactsOf(event, at) }]
  if (event.type === 'shown')
    return [{ type: 'shown', at, jobId, positions: new Map(Object.entries(event.positions)) }]
  const { craftsmanId } = event
  const base = { at, jobId, craftsmanId }
  switch (event.type) {
    case 'invitation': {
      const { respondedAt, response } = event
      const answer: HistoryEvent[] =
        respondedAt === null || response === null
          ? []
          : [{ ...base, type: 'response', at: respondedAt, isAccepted: response === 'Accepted' }]
      return [{ ...base, type: 'invitation' }, ...answer]
    }
    case 'quote':
    case 'hire':
      return [{ ...base, type: event.type, price: event.price }]
    case 'completion':
      return [{ ...base, type: 'completion', isPaid: event.paid }]
    case 'cancellation':
      return [{ ...base, type: 'cancellation', isTheirFault: event.fault === 'craftsman' }]
    case 'dispute':
      if (event.decidedAt === null || event.decision === null) return []
      return [{ ...base, type: 'decision', at: event.decidedAt, isAgainstThem: event.decision === 'client' }]
    case 'review':
      return event.revealedAt === null
        ? []
        : [{ ...base, type: 'review', at: event.revealedAt, rating: event.rating }]
  }
}
