import { readFileSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import { WorldRanker } from '#infra/matching/rank-world.ts'
import { type World, worldSchema } from '#infra/matching/world.schemas.ts'

class InvalidWorldError extends Error {}

function readWorld(file: string): World {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new InvalidWorldError(`${file} cannot be read: ${String(error)}`)
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new InvalidWorldError(`${file} is no JSON: ${String(error)}`)
  }
  const parsed = worldSchema.safeParse(json)
  if (parsed.success) return parsed.data
  throw new InvalidWorldError(
    `${file} is no ranking world:\n${z.prettifyError(parsed.error).slice(0, 2_000)}`,
  )
}

/** `npm run rank:worlds -- <world.json> <answers.json>`: rank the test jobs of a made-up marketplace. */
function main(): void {
  const [input, output] = process.argv.slice(2)
  if (!input || !output)
    throw new InvalidWorldError('usage: npm run rank:worlds -- <world.json> <answers.json>')
  const world = readWorld(input)
  const ranker = new WorldRanker(world)
  const answers = world.testJobs.map((job) => ranker.answer(job))
  try {
    writeFileSync(output, JSON.stringify({ answers }))
  } catch (error) {
    throw new InvalidWorldError(`${output} cannot be written: ${String(error)}`)
  }
  console.log(`${answers.length} jobs ranked with the model ${ranker.model.version}`)
}

try {
  main()
} catch (error) {
  if (!(error instanceof InvalidWorldError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
