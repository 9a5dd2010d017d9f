import { WorldRanker } from '#infra/matching/rank-world.ts'
import { type WorldJob, worldSchema } from '#infra/matching/world.schemas.ts'
import { isNewcomer } from '#lib/matching/record.ts'
import { cpuMs } from '../cpu-time.ts'
import { type MadeWorld, makeWorld } from '../matching-worlds/make-world.ts'
import { Draws } from '../matching-worlds/random.ts'
import { type Kind, KINDS } from '../matching-worlds/truth.ts'
import { interval, mean, ndcg } from './measures.ts'
import { movesOf } from './purchases.ts'
import { rankersOf } from './rankers.ts'

/**
 * `npm run eval:matching -- 101 102 103`: how well the ranking finds the hidden truth of made-up marketplaces, three
 * kinds of them and one of each for a seed, beside controls that know less or everything. Seeds below 100 were used
 * while it was written.
 */
const given = process.argv.slice(2).map(Number)
const seeds = given.length > 0 ? given : [101, 102, 103, 104, 105, 106, 107, 108]

const gainsOf = ({ chances }: MadeWorld, { id }: WorldJob): Map<string, number> =>
  new Map(
    [...(chances.get(id) ?? [])].map(([who, { accept, choose, well }]) => [who, accept * choose * well]),
  )

interface Measured {
  /** For each ranker the NDCG of each job. */
  scores: Record<string, number[]>
  newcomers: number[]
  newcomersOfOracle: number[]
  ms: number
}

function measure(kind: Kind, seed: number): Measured {
  const made = makeWorld(kind, seed)
  const world = worldSchema.parse(made.world)
  const before = cpuMs()
  const ours = new WorldRanker(world)
  for (const job of world.testJobs) ours.answer(job)
  const used = cpuMs() - before
  const rankers = rankersOf(ours, (job) => gainsOf(made, job))
  const scores = Object.fromEntries(
    Object.entries(rankers).map(([name, some]) => [
      name,
      world.testJobs.map((job) => mean(some.map((rank) => ndcg(rank(job), gainsOf(made, job))))),
    ]),
  )
  const draws = new Draws(seed)
  scores['ours, truth shuffled'] = world.testJobs.map((job) => {
    const gains = gainsOf(made, job)
    const mixed = new Map(draws.shuffled([...gains.keys()]).map((id, i) => [id, [...gains.values()][i] ?? 0]))
    return ndcg(rankers['ours']?.[0]?.(job) ?? [], mixed)
  })
  const shareOfNewcomers = (name: string): number[] =>
    world.testJobs.map((job) => {
      const newcomers = ours.candidates(job).filter(({ record }) => isNewcomer(record))
      const known = new Set(newcomers.map(({ craftsman }) => craftsman.id))
      const top = rankers[name]?.[0]?.(job).slice(0, 10) ?? []
      return top.filter((id) => known.has(id)).length / Math.max(1, top.length)
    })
  return {
    scores,
    newcomers: shareOfNewcomers('ours'),
    newcomersOfOracle: shareOfNewcomers('oracle'),
    ms: used / world.testJobs.length,
  }
}

const shown = (worlds: readonly (readonly number[])[]): string => {
  const [low, high] = interval(worlds)
  return `${mean(worlds.map(mean)).toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`
}

function report(kind: Kind): void {
  const worlds = seeds.map((seed) => measure(kind, seed))
  const of = (name: string): number[][] => worlds.map(({ scores }) => scores[name] ?? [])
  const less = (name: string): number[][] =>
    worlds.map(({ scores }) => (scores['ours'] ?? []).map((score, i) => score - (scores[name]?.[i] ?? 0)))
  console.log(`\n${kind}, ${seeds.length} worlds`)
  console.log(`${'ranker'.padEnd(30)}${'NDCG@10'.padEnd(24)}ours is better by`)
  for (const name of Object.keys(worlds[0]?.scores ?? {}))
    console.log(`${name.padEnd(30)}${shown(of(name)).padEnd(24)}${name === 'ours' ? '' : shown(less(name))}`)
  const percent = (lists: number[][]): string => `${(100 * mean(lists.map(mean))).toFixed(1)} %`
  console.log(
    `newcomers among the first ten: ${percent(worlds.map(({ newcomers }) => newcomers))}, the oracle's ${percent(
      worlds.map(({ newcomersOfOracle }) => newcomersOfOracle),
    )}; processor time a job, learning included: ${mean(worlds.map(({ ms }) => ms)).toFixed(1)} ms`,
  )
}

for (const kind of KINDS) report(kind)
console.log('\nfive bought reviews for a weak craftsman, in percentiles of their lists')
for (const [way, moves] of Object.entries(movesOf(seeds[0] ?? 101)))
  console.log(
    `${way.padEnd(8)}${moves.map((each) => each.toFixed(1)).join('  ')}  mean ${mean(moves).toFixed(2)}`,
  )
