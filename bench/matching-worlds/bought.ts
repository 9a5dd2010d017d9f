import { DAY, type Person, type ServiceOf, TO } from './people.ts'
import type { Client, Event } from './play.ts'
import type { Draws } from './random.ts'

export const WAYS = ['again', 'unpaid', 'young'] as const
export type Way = (typeof WAYS)[number]

interface Market {
  services: ServiceOf[]
  clients: Client[]
  events: Event[]
}

/** Bought reviews: sham jobs in cash for small sums, done within the hour, in one of three ways. */
export function buyReviews(market: Market, person: Person, way: Way, number: number, draws: Draws): void {
  const { services, clients, events } = market
  const service = services[person.services[0] ?? 0] as ServiceOf
  const regular = draws.pick(clients)
  const first = Math.round(draws.between(Math.max(TO - 60 * DAY, person.createdAt + DAY), TO - 20 * DAY))
  for (let i = 0; i < number; i++) {
    const at = first + Math.round(i * draws.between(0.3, 2) * DAY)
    const client =
      way === 'young' ? { id: draws.id(), createdAt: at - Math.round(draws.between(0.2, 4) * DAY) } : regular
    if (way === 'young') clients.push(client)
    const jobId = draws.id()
    const base = { jobId, craftsmanId: person.id }
    const price = Math.round(service.price * draws.between(0.1, 0.35))
    events.push({
      type: 'job',
      at,
      jobId,
      clientId: client.id,
      category: service.name,
      language: 'ar',
      title: service.nameAr,
      description: service.nameAr,
      location: person.location,
      budget: price,
      preferredAt: null,
      paymentType: 'Cash',
    })
    events.push({
      type: 'invitation',
      at: at + 60_000,
      ...base,
      response: 'Accepted',
      respondedAt: at + 120_000,
    })
    events.push({ type: 'quote', at: at + 180_000, ...base, price, availableAt: at + 200_000 })
    events.push({ type: 'hire', at: at + 240_000, ...base, price })
    const doneAt = at + 240_000 + Math.round(draws.between(5, 50) * 60_000)
    events.push({ type: 'completion', at: doneAt, ...base, paid: way !== 'unpaid' })
    events.push({
      type: 'review',
      at: doneAt + 60_000,
      ...base,
      clientId: client.id,
      rating: 5,
      revealedAt: doneAt + DAY,
    })
  }
}
