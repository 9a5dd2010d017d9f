import { distanceKm } from './distance.ts'
import {
  type City,
  type Customs,
  DAY,
  FROM,
  HOUR,
  type Person,
  placeIn,
  rate,
  type ServiceOf,
  TO,
} from './people.ts'
import type { Draws } from './random.ts'
import type { Situation, Truth } from './truth.ts'

export interface WorldJob {
  clientId: string
  category: string
  language: string
  title: string
  description: string
  location: [number, number]
  budget: number | null
  preferredAt: number | null
  paymentType: string
}

export interface Client {
  id: string
  createdAt: number
}

export type Event = Record<string, unknown> & { type: string; at: number; jobId: string }

/** What one play is made of. */
export interface Stage {
  draws: Draws
  services: ServiceOf[]
  cities: City[]
  people: Person[]
  clients: Client[]
  customs: Customs
  truth: Truth
  isDirty: boolean
  events: Event[]
  /** What happens to loads, ratings and counts later on, by time. */
  pending: { at: number; run: () => void }[]
}

export function makeJob(stage: Stage, at: number): WorldJob & { isUrgent: boolean } {
  const { draws, services, cities, clients, isDirty } = stage
  const service = draws.pick(services)
  const progress = (at - FROM) / (TO - FROM)
  const shares = cities.map(({ share }, i) => (isDirty ? share * (i % 2 ? 1 + 2 * progress : 1) : share))
  const isUrgent = draws.happens(0.25)
  const isArabic = draws.happens(0.8)
  const client = draws.pick(clients.filter(({ createdAt }) => createdAt < at))
  const text = isArabic ? `شغل ${service.nameAr}` : `${service.name} work`
  return {
    clientId: client.id,
    category: service.name,
    language: isArabic ? 'ar' : 'en',
    title: text,
    description: `${text}${isUrgent ? (isArabic ? '، ضروري النهاردة' : ', urgent, today please') : ''}`,
    location: placeIn(cities[draws.weighted(shares)] as City, draws),
    budget: draws.happens(0.3) ? null : Math.round(service.price * Math.exp(draws.normal(0, 0.3))),
    preferredAt: draws.happens(0.4) ? Math.round(at + draws.between(6, 120) * HOUR) : null,
    paymentType: draws.pick(['Escrow', 'Cash', 'CashProtected']),
    isUrgent,
  }
}

const CAIRO = 2 * HOUR

const worksAt = (person: Person, at: number): boolean => {
  const shown = new Date(at + CAIRO)
  const minute = shown.getUTCHours() * 60 + shown.getUTCMinutes()
  return person.availability.weekly.some(
    ({ day, from, to }) => day === shown.getUTCDay() && from <= minute && minute < to,
  )
}

const fitOf = (services: ServiceOf[], person: Person, category: string): number => {
  const wanted = services.find(({ name }) => name === category) as ServiceOf
  const fits = person.services.map((i) => {
    const name = services[i]?.name
    return name === category ? 1 : (wanted.related.find((each) => each.name === name)?.weight ?? 0)
  })
  return Math.max(0, ...fits)
}

export function situationOf(
  { services }: Stage,
  person: Person,
  job: WorldJob & { isUrgent: boolean },
): Situation {
  const service = services.find(({ name }) => name === job.category) as ServiceOf
  const priceLog = Math.log(person.trueLevel)
  const hours = job.preferredAt === null ? 0 : worksAt(person, job.preferredAt) ? 1 : -1
  return {
    hidden: person.hidden,
    km: distanceKm(job.location, person.location),
    radiusKm: person.serviceRadiusM / 1000,
    fit: fitOf(services, person, job.category),
    rating: person.ratings ? person.ratingSum / person.ratings : 0,
    ratings: person.ratings,
    jobs: person.jobs,
    isUrgent: job.isUrgent,
    hours,
    load: person.load / person.capacity,
    overBudget: job.budget === null ? 0 : Math.log(service.price / job.budget) + priceLog,
    priceLog,
  }
}

export function candidatesOf(stage: Stage, job: WorldJob, at: number): Person[] {
  return stage.people.filter((person) => {
    const { verification, availability } = person
    if (person.banned || person.createdAt > at || verification.status !== 'Verified') return false
    if ((verification.verifiedAt ?? Infinity) > at || (availability.pausedUntil ?? 0) > at) return false
    const km = distanceKm(job.location, person.location)
    return km <= Math.min(60, person.serviceRadiusM / 1000) && fitOf(stage.services, person, job.category) > 0
  })
}

/** One job from its post to its review, as the truth would have it. */
export function playJob(stage: Stage, at: number): void {
  const { draws, events } = stage
  const job = makeJob(stage, at)
  const { isUrgent: _isUrgent, ...told } = job
  const jobId = draws.id()
  events.push({ type: 'job', at, jobId, ...told })
  const candidates = candidatesOf(stage, job, at)
  if (candidates.length === 0) return
  const chances = new Map(candidates.map((person) => [person, stage.truth(situationOf(stage, person, job))]))
  const invited = invite(stage, jobId, at, job, candidates, chances)
  const quoters: Person[] = []
  for (const person of invited)
    if (answer(stage, jobId, at, person, chances.get(person)?.accept ?? 0)) quoters.push(person)
  for (const person of draws.shuffled(candidates).slice(0, 15))
    if (!invited.includes(person) && draws.happens(0.06 * (chances.get(person)?.accept ?? 0)))
      quoters.push(person)
  hireAndWork(stage, jobId, at, job, quoters, chances)
}

type ChancesOf = Map<Person, ReturnType<Truth>>

function invite(
  stage: Stage,
  jobId: string,
  at: number,
  job: WorldJob,
  candidates: Person[],
  chances: ChancesOf,
): Person[] {
  const { draws, events } = stage
  const taste = (person: Person): number => chances.get(person)?.choose ?? 0
  if (draws.happens(0.12)) {
    const picked = candidates[draws.weighted(candidates.map(taste))] as Person
    events.push({
      type: 'invitation',
      at: at + HOUR / 4,
      jobId,
      craftsmanId: picked.id,
      response: null,
      respondedAt: null,
    })
    return [picked]
  }
  const rule = (person: Person): number => {
    const rating = person.ratings ? person.ratingSum / person.ratings : 4
    return rating - distanceKm(job.location, person.location) / 12 + draws.normal(0, 0.7)
  }
  const scored = candidates
    .map((person) => ({ person, value: rule(person) }))
    .sort((a, b) => b.value - a.value)
  const list = scored.slice(0, 12).map(({ person }) => person)
  const positions = Object.fromEntries(list.map(({ id }, i) => [id, i + 1]))
  events.push({ type: 'shown', at: at + 9_000, jobId, model: 'rules-1', positions })
  const invited = list.filter((person, i) =>
    draws.happens(Math.min(0.95, 2 * taste(person) * (i + 1) ** -0.6)),
  )
  for (const [i, person] of invited.slice(0, 5).entries())
    events.push({
      type: 'invitation',
      at: at + (i + 1) * 60_000,
      jobId,
      craftsmanId: person.id,
      response: null,
      respondedAt: null,
    })
  return invited.slice(0, 5)
}

function answer(stage: Stage, jobId: string, at: number, person: Person, accept: number): boolean {
  const { draws, events } = stage
  const invitation = events.findLast((event) => event.jobId === jobId && event.craftsmanId === person.id)
  const isAccepted = draws.happens(accept)
  if (!isAccepted && draws.happens(0.5)) return false
  const respondedAt = Math.round(
    at + 60_000 * Math.exp(3.5 - 0.8 * person.hidden.speed + draws.normal(0, 0.6)),
  )
  if (invitation && respondedAt <= TO)
    Object.assign(invitation, { response: isAccepted ? 'Accepted' : 'Rejected', respondedAt })
  return isAccepted
}

function hireAndWork(
  stage: Stage,
  jobId: string,
  at: number,
  job: WorldJob,
  quoters: Person[],
  chances: ChancesOf,
): void {
  const { draws, events, services } = stage
  const service = services.find(({ name }) => name === job.category) as ServiceOf
  const prices = quoters.map((person) =>
    Math.round(service.price * person.trueLevel * Math.exp(draws.normal(0, 0.12))),
  )
  for (const [i, person] of quoters.entries())
    events.push({
      type: 'quote',
      at: Math.round(at + 3 * HOUR + i * 600_000),
      jobId,
      craftsmanId: person.id,
      price: prices[i],
      availableAt: at + DAY,
    })
  const tastes = quoters.map((person) => {
    const choose = chances.get(person)?.choose ?? 0
    return choose / (1 - choose)
  })
  const chosen = quoters.length ? draws.weighted(tastes, 1) : -1
  const person = quoters[chosen]
  if (!person) return
  const hiredAt = Math.round(at + 5 * HOUR + quoters.length * 600_000)
  const base = { jobId, craftsmanId: person.id }
  events.push({ type: 'hire', at: hiredAt, ...base, price: prices[chosen] })
  const doneAt = Math.round(hiredAt + draws.between(2, 96) * HOUR)
  stage.pending.push({ at: hiredAt, run: () => person.load++ }, { at: doneAt, run: () => person.load-- })
  if (draws.happens(0.05))
    return void events.push({
      type: 'cancellation',
      at: doneAt,
      ...base,
      fault: draws.pick(['client', 'none']),
    })
  work(stage, base, job.clientId, person, doneAt, draws.happens(chances.get(person)?.well ?? 0))
}

function work(
  stage: Stage,
  base: { jobId: string; craftsmanId: string },
  clientId: string,
  person: Person,
  doneAt: number,
  isWell: boolean,
): void {
  const { draws, events, customs, isDirty } = stage
  if (!isWell && draws.happens(0.35))
    return void events.push({ type: 'cancellation', at: doneAt, ...base, fault: 'craftsman' })
  events.push({ type: 'completion', at: doneAt, ...base, paid: draws.happens(0.96) })
  stage.pending.push({ at: doneAt, run: () => person.jobs++ })
  if (!isWell && draws.happens(0.25)) {
    const decidedAt = Math.round(doneAt + draws.between(12, 72) * HOUR)
    events.push({
      type: 'dispute',
      at: doneAt + HOUR,
      ...base,
      openedBy: 'client',
      decidedAt,
      decision: draws.happens(0.8) ? 'client' : 'craftsman',
    })
  }
  const rating = isWell
    ? Math.max(4, rate(person.hidden, customs, draws))
    : Math.min(3, rate(person.hidden, customs, draws))
  if (!draws.happens(isDirty && rating <= 3 ? customs.rateShare * 0.5 : customs.rateShare)) return
  const at = Math.round(doneAt + draws.between(1, 72) * HOUR)
  const revealedAt = Math.round(at + draws.between(1, 14 * 24) * HOUR)
  events.push({
    type: 'review',
    at,
    ...base,
    clientId,
    rating,
    revealedAt: revealedAt <= TO ? revealedAt : null,
  })
  stage.pending.push({ at: revealedAt, run: () => void ((person.ratingSum += rating), person.ratings++) })
}
