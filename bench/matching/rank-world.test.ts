import { describe, expect, it } from 'vitest'
import { answerWorld } from '#infra/matching/answer-world.ts'
import { type Answer, WorldRanker } from '#infra/matching/rank-world.ts'
import { type World, worldSchema } from '#infra/matching/world.schemas.ts'
import { averageOf, sharesOf } from '#lib/matching/explain.ts'
import { rank } from '#lib/matching/rank.ts'
import { makeWorld } from '../matching-worlds/make-world.ts'
import { Draws } from '../matching-worlds/random.ts'
import { mean, ndcg } from './measures.ts'
import { movesOf } from './purchases.ts'

const made = makeWorld('dirty', 11, { craftsmen: 900, jobs: 900, testJobs: 25 })
const world = worldSchema.parse(made.world)
const answersOf = (one: World): Answer[] => {
  const ranker = new WorldRanker(one)
  return one.testJobs.map((job) => ranker.answer(job))
}
const orderOf = ({ top, rest }: Answer): string[] => [...top.map(({ craftsmanId }) => craftsmanId), ...rest]
const ranker = new WorldRanker(world)
const answers = world.testJobs.map((job) => ranker.answer(job))

/** The same world with other ids, its lists in another order. */
function twinOf(one: World): { twin: World; idOf: (id: string) => string } {
  const draws = new Draws(3)
  const ids = new Map<string, string>()
  const idOf = (id: string): string => {
    const known = ids.get(id) ?? draws.id()
    ids.set(id, known)
    return known
  }
  const renamed = JSON.parse(
    JSON.stringify(one).replace(/"([0-9a-f]{24})"/g, (_, id: string) => `"${idOf(id)}"`),
  ) as World
  const twin = {
    ...renamed,
    craftsmen: draws
      .shuffled(renamed.craftsmen)
      .map((each) => ({ ...each, earlier: draws.shuffled(each.earlier) })),
    events: draws.shuffled(renamed.events),
    clients: draws.shuffled(renamed.clients),
    services: draws.shuffled(renamed.services),
  }
  return { twin, idOf }
}

describe('the ranking of a world', () => {
  it('finds those who are likely to accept, to be chosen and to do it well', () => {
    const scores = world.testJobs.map((job, i) => {
      const gains = new Map(
        [...(made.chances.get(job.id) ?? [])].map(([id, { accept, choose, well }]) => [
          id,
          accept * choose * well,
        ]),
      )
      const answer = answers[i]
      return answer ? ndcg(orderOf(answer), gains) : 0
    })
    expect(mean(scores)).toBeGreaterThan(0.75)
  })

  it('is the same where the world is read as a stream', async () => {
    async function* chunks(): AsyncGenerator<string> {
      const text = JSON.stringify(made.world)
      for (let at = 0; at < text.length; at += 65_536)
        yield await Promise.resolve(text.slice(at, at + 65_536))
    }
    const streamed: Answer[] = []
    for await (const answer of answerWorld(chunks())) streamed.push(answer)
    expect(streamed).toEqual(answers)
  })

  it('ranks exactly the candidates', () => {
    for (const [i, job] of world.testJobs.entries())
      expect(new Set(answers[i] && orderOf(answers[i]))).toEqual(new Set(made.chances.get(job.id)?.keys()))
  })

  it('is the same with other ids and in another order', () => {
    const { twin, idOf } = twinOf(world)
    const twins = answersOf(twin)
    for (const [i, answer] of answers.entries())
      expect(twins[i] && orderOf(twins[i])).toEqual(orderOf(answer).map(idOf))
  })

  it('knows nothing of hidden ratings and of what comes later, and each job is ranked alone', () => {
    const events = world.events.map((event) =>
      event.type === 'review' && event.revealedAt === null ? { ...event, rating: 1 } : event,
    )
    const some = events.slice(0, 500).map((event) => ({ ...event, at: world.historyTo + 1_000 }))
    const testJobs = world.testJobs.slice(0, 3)
    const later = answersOf({ ...world, events: [...some, ...events], testJobs })
    expect(later).toEqual(answers.slice(0, 3))
  })

  it('never ranks somebody higher who lives further away', () => {
    const draws = new Draws(9)
    for (let round = 0; round < 12; round++) {
      const job = draws.pick(world.testJobs)
      const before = orderOf(answers[world.testJobs.indexOf(job)] as Answer)
      const id = draws.pick(before)
      const craftsmen = world.craftsmen.map((each) => (each.id === id ? further(each, job.location) : each))
      const after = orderOf(answersOf({ ...world, craftsmen, testJobs: [job] })[0] as Answer)
      if (after.includes(id)) expect(after.indexOf(id)).toBeGreaterThanOrEqual(before.indexOf(id))
    }
  })

  it('never ranks somebody higher for a worse rating', () => {
    const draws = new Draws(10)
    for (let round = 0; round < 12; round++) {
      const job = draws.pick(world.testJobs)
      const before = orderOf(answers[world.testJobs.indexOf(job)] as Answer)
      const rated = before.filter((one) =>
        world.craftsmen.some(
          ({ id, earlier }) => id === one && earlier.some(({ rating }) => (rating ?? 0) > 1),
        ),
      )
      const id = draws.pick(rated)
      const craftsmen = world.craftsmen.map((each) =>
        each.id === id ? { ...each, earlier: lowered(each.earlier) } : each,
      )
      const after = orderOf(answersOf({ ...world, craftsmen, testJobs: [job] })[0] as Answer)
      expect(after.indexOf(id)).toBeGreaterThanOrEqual(before.indexOf(id))
    }
  })

  it('gives newcomers one or two of the first ten places', () => {
    for (const job of world.testJobs) {
      const top = rank(ranker.candidates(job), ranker.model).slice(0, 10)
      expect(top.filter(({ isNew }) => isNew).length).toBeGreaterThanOrEqual(1)
      expect(top.filter(({ isNew }) => isNew).length).toBeLessThanOrEqual(2)
    }
  })

  it('explains every score by shares that add up to it', () => {
    for (const job of world.testJobs.slice(0, 5)) {
      const ranked = rank(ranker.candidates(job), ranker.model)
      const average = averageOf(ranked)
      for (const scored of ranked) {
        const sum = Object.values(sharesOf(scored, ranker.model, average)).reduce((a, b) => a + b, 0)
        expect(Math.abs(sum - scored.score)).toBeLessThan(1e-9)
      }
    }
    for (const { top } of answers) for (const { reasons } of top) expect(reasons.length).toBeGreaterThan(0)
  })

  it('says near only of the nearer half', () => {
    for (const [i, job] of world.testJobs.entries()) {
      const ranked = rank(ranker.candidates(job), ranker.model)
      const further = [...ranked]
        .sort((a, b) => a.distanceM - b.distanceM)
        .slice(Math.ceil(ranked.length / 2))
      const far = new Set(further.map(({ pair }) => pair.craftsman.id))
      for (const { craftsmanId, reasons } of answers[i]?.top ?? [])
        if (far.has(craftsmanId)) expect(reasons).not.toContain('near')
      if (i === 3) break
    }
  })

  it('moves a weak craftsman by at most 5 percentiles for five bought reviews', () => {
    for (const moves of Object.values(movesOf(21, { craftsmen: 500, jobs: 500, testJobs: 20 }, 2)))
      expect(Math.abs(mean(moves))).toBeLessThan(5)
  })
})

type Craftsman = World['craftsmen'][number]

/** A kilometre further from a place, on the line from it. */
function further(craftsman: Craftsman, [lng, lat]: readonly [number, number]): Craftsman {
  const [ownLng, ownLat] = craftsman.location
  const [east, north] = [(ownLng - lng) * 96.5, (ownLat - lat) * 111.3]
  const km = Math.max(0.001, Math.hypot(east, north))
  const factor = (km + 1) / km
  return { ...craftsman, location: [lng + (ownLng - lng) * factor, lat + (ownLat - lat) * factor] }
}

function lowered(earlier: Craftsman['earlier']): Craftsman['earlier'] {
  const place = earlier.findIndex(({ rating }) => (rating ?? 0) > 1)
  return earlier.map((job, i) => (i === place ? { ...job, rating: 1 } : job))
}
