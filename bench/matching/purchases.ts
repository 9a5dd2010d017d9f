import { type Answer, WorldRanker } from '#infra/matching/rank-world.ts'
import { worldSchema } from '#infra/matching/world.schemas.ts'
import { buyReviews, type Way, WAYS } from '../matching-worlds/bought.ts'
import { makeWorld, type Size, worldOf } from '../matching-worlds/make-world.ts'
import { Draws } from '../matching-worlds/random.ts'
import { mean } from './measures.ts'

const BUYERS = 6
const SIZE: Size = { craftsmen: 1_500, jobs: 1_500, testJobs: 150 }

const percentile = ({ top, rest }: Answer, id: string): number | null => {
  const order = [...top.map(({ craftsmanId }) => craftsmanId), ...rest]
  const place = order.indexOf(id)
  return place < 0 ? null : (100 * place) / order.length
}

/** By how many percentiles five bought reviews lift weak craftsmen, for each way of buying them. */
export function movesOf(seed: number, size = SIZE, number = BUYERS): Record<Way, number[]> {
  const { stage, world } = makeWorld('smooth', seed, size)
  const testJobs = world['testJobs'] as object[]
  const before = answersOf(world)
  const draws = new Draws(seed)
  const weak = draws.shuffled(
    stage.people.filter(
      ({ hidden, verification }) => hidden.skill < -0.8 && verification.status === 'Verified',
    ),
  )
  const buyers = weak
    .filter(({ id }) => before.some((answer) => percentile(answer, id) !== null))
    .slice(0, number)
  return Object.fromEntries(
    WAYS.map((way) => [
      way,
      buyers.map((buyer) => {
        const bought = { ...stage, clients: [...stage.clients], events: [...stage.events] }
        buyReviews(bought, buyer, way, 5, draws)
        const after = answersOf(worldOf(bought, testJobs))
        return mean(
          before.flatMap((answer, i) => {
            const [old, now] = [percentile(answer, buyer.id), after[i] && percentile(after[i], buyer.id)]
            return old === null || now == null ? [] : [old - now]
          }),
        )
      }),
    ]),
  ) as Record<Way, number[]>
}

function answersOf(world: object): Answer[] {
  const parsed = worldSchema.parse(world)
  const ranker = new WorldRanker(parsed)
  return parsed.testJobs.map((job) => ranker.answer(job))
}
