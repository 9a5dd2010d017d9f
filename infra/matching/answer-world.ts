import { membersOf } from '#infra/matching/json-members.ts'
import { type Answer, WorldRanker } from '#infra/matching/rank-world.ts'
import type { WorldJob } from '#infra/matching/world.schemas.ts'
import { WorldReader } from '#infra/matching/world-reader.ts'

/**
 * Ranks the test jobs of a world that is read as a stream of its text:
 * 1. its history is kept element by element, since what is learned from has to be put in the order of time first; the
 *    text and the parsed whole are never in memory
 * 2. where the test jobs come last, each is answered as soon as it was read, and forgotten. The format leaves the order
 *    of keys open: test jobs that come earlier wait for the rest of the history
 */
export async function* answerWorld(chunks: AsyncIterable<string>): AsyncGenerator<Answer> {
  const reader = new WorldReader()
  const waiting: WorldJob[] = []
  let ranker: WorldRanker | null = null
  for await (const member of membersOf(chunks)) {
    const job = reader.take(member)
    if (!job) continue
    if (!ranker && reader.isComplete) ranker = new WorldRanker(reader.history())
    if (ranker) yield ranker.answer(job)
    else waiting.push(job)
  }
  ranker ??= new WorldRanker(reader.history())
  for (const job of waiting) yield ranker.answer(job)
}
