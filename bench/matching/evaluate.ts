import { type Kind, KINDS } from '../matching-worlds/truth.ts'
import { makeWorld } from '../matching-worlds/make-world.ts'
import { WorldRanker } from '#infra/matching/rank-world.ts'
import { worldSchema } from '#infra/matching/world.schemas.ts'

const seeds = (process.env.SEEDS ?? '1,2,3').split(',').map(Number)
const ndcg = (order: string[], gains: Map<string, number>): number => {
  const dcg = (list: number[]): number => list.slice(0, 10).reduce((s, g, i) => s + g / Math.log2(i + 2), 0)
  const best = dcg([...gains.values()].sort((a, b) => b - a))
  return best === 0 ? 1 : dcg(order.map((id) => gains.get(id) ?? 0)) / best
}
for (const kind of KINDS as readonly Kind[]) {
  for (const seed of seeds) {
    const made = makeWorld(kind, seed)
    const t0 = performance.now()
    const world = worldSchema.parse(made.world)
    const t1 = performance.now()
    const ranker = new WorldRanker(world)
    const t2 = performance.now()
    const results = world.testJobs.map((job) => {
      const answer = ranker.answer(job)
      const gains = made.chances.get(job.id) ?? new Map()
      const pairs = ranker.candidates(job)
      const natural = pairs.map((p) => p)
      const byRating = natural
        .map((p) => ({ id: p.craftsman.id, r: p.record.ratings ? p.record.ratingSum / p.record.ratingWeights : 0, d: Math.hypot(p.craftsman.location[0] - job.location[0], p.craftsman.location[1] - job.location[1]) }))
        .sort((a, b) => b.r - a.r || a.d - b.d)
      const order = [...answer.top.map((t) => t.craftsmanId), ...answer.rest]
      const isNew = new Set(pairs.filter((p) => p.record.ratingsShown < 3).map((p) => p.craftsman.id))
      const oracle = [...gains].sort((a, b) => b[1] - a[1]).slice(0, 10).filter(([id]) => isNew.has(id)).length
      return { n: ndcg(order, gains), r: ndcg(byRating.map((b) => b.id), gains), missing: order.length - gains.size, nw: answer.top.filter((t) => isNew.has(t.craftsmanId)).length, on: oracle, pool: isNew.size / order.length }
    })
    const mean = (f: (r: (typeof results)[number]) => number): string => (results.reduce((s, r) => s + f(r), 0) / results.length).toFixed(3)
    console.log(kind, seed, 'ndcg', mean((r) => r.n), 'rating', mean((r) => r.r), 'new', mean((r) => r.nw), 'oracle new', mean((r) => r.on), 'pool', mean((r) => r.pool), 'miss', mean((r) => r.missing), 'ms', (t1 - t0).toFixed(0), (t2 - t1).toFixed(0), (performance.now() - t2).toFixed(0), 'events', world.events.length)
  }
}
