import { buyReviews, WAYS } from './bought.ts'
import {
  type Customs,
  DAY,
  FROM,
  HOUR,
  makeCities,
  makePast,
  makePerson,
  makeServices,
  TO,
} from './people.ts'
import { candidatesOf, makeJob, playJob, situationOf, type Stage } from './play.ts'
import { Draws } from './random.ts'
import { type Chances, drawTruth, type Kind, KINDS } from './truth.ts'

export interface Size {
  craftsmen: number
  jobs: number
  testJobs: number
}

const FULL_SIZE: Size = { craftsmen: 3_000, jobs: 3_000, testJobs: 150 }

export interface MadeWorld {
  world: Record<string, unknown>
  /** For each test job the hidden chances of each candidate. */
  chances: Map<string, Map<string, Chances>>
  stage: Stage
}

/** A marketplace with a hidden truth, what was seen of it, and what is true of its test jobs. */
export function makeWorld(kind: Kind, seed: number, size: Size = FULL_SIZE): MadeWorld {
  const draws = new Draws(seed * 7919 + KINDS.indexOf(kind))
  const customs: Customs = {
    newcomers: draws.between(0.15, 0.35),
    rateShare: draws.between(0.4, 0.8),
    ratingNoise: draws.between(0.5, 1),
    ratingMean: draws.between(4, 4.4),
  }
  const [services, cities, isDirty] = [makeServices(draws), makeCities(draws), kind === 'dirty']
  const people = Array.from({ length: size.craftsmen }, () => makePerson(services, cities, customs, draws))
  for (const person of people) makePast(person, services, customs, isDirty, draws)
  const clients = Array.from({ length: 1_500 }, () => ({
    id: draws.id(),
    createdAt: Math.round(FROM - draws.between(1, 600) * DAY),
  }))
  const stage: Stage = {
    draws,
    services,
    cities,
    people,
    clients,
    customs,
    truth: drawTruth(kind, draws),
    isDirty,
    events: [],
    pending: [],
  }
  const times = Array.from({ length: size.jobs }, () => Math.round(draws.between(FROM, TO - HOUR))).sort(
    (a, b) => a - b,
  )
  for (const at of times) {
    catchUp(stage, at)
    playJob(stage, at)
  }
  catchUp(stage, TO)
  const weak = people.filter(({ hidden }) => hidden.skill < -0.7)
  if (isDirty)
    for (const person of draws.shuffled(weak).slice(0, 40))
      buyReviews(stage, person, draws.pick(WAYS), draws.whole(3, 8), draws)
  const { testJobs, chances } = makeTests(stage, size.testJobs)
  return { world: worldOf(stage, testJobs), chances, stage }
}

function catchUp(stage: Stage, at: number): void {
  const due = stage.pending.filter((each) => each.at <= at).sort((a, b) => a.at - b.at)
  stage.pending = stage.pending.filter((each) => each.at > at)
  for (const { run } of due) run()
}

function makeTests(stage: Stage, number: number): { testJobs: object[]; chances: MadeWorld['chances'] } {
  const chances: MadeWorld['chances'] = new Map()
  const testJobs: object[] = []
  while (testJobs.length < number) {
    const postedAt = Math.round(stage.draws.between(TO, TO + 36 * HOUR))
    const job = makeJob(stage, postedAt)
    const candidates = candidatesOf(stage, job, postedAt)
    if (candidates.length < 30) continue
    const excluded = stage.draws
      .shuffled(candidates)
      .slice(0, 2)
      .map(({ id }) => id)
    const id = stage.draws.id()
    const open = candidates.filter((person) => !excluded.includes(person.id))
    chances.set(
      id,
      new Map(
        open.map((person) => {
          return [person.id, stage.truth(situationOf(stage, person, job))]
        }),
      ),
    )
    const { isUrgent: _isUrgent, ...told } = job
    testJobs.push({ id, postedAt, ...told, excluded })
  }
  return { testJobs, chances }
}

export function worldOf(stage: Stage, testJobs: object[]): Record<string, unknown> {
  const { services, people, clients, events, draws } = stage
  return {
    format: 'craftworks-ranking-world/1',
    historyFrom: FROM,
    historyTo: TO,
    services: services.map(({ price: _price, ...service }) => ({ id: draws.id(), ...service })),
    clients,
    craftsmen: people.map((person) => ({
      id: person.id,
      createdAt: person.createdAt,
      skills: person.skills,
      location: person.location,
      serviceRadiusM: person.serviceRadiusM,
      verification: person.verification,
      banned: person.banned,
      priceLevel: person.priceLevel,
      availability: person.availability,
      capacity: person.capacity,
      earlier: person.earlier,
      counts: person.counts,
    })),
    events,
    testJobs,
  }
}
