import { createReadStream, realpathSync } from 'node:fs'
import { answerWorld } from '#infra/matching/answer-world.ts'
import { writeAnswers } from '#infra/matching/answers-file.ts'
import { InvalidJsonError } from '#infra/matching/json-members.ts'
import { InvalidWorldError } from '#infra/matching/world-reader.ts'
import { MODEL_VERSION } from '#lib/matching/model-version.ts'

const CHUNK_BYTES = 256 * 1024

class UsageError extends Error {}

/**
 * `npm run rank:worlds -- <world.json> <answers.json>`: rank the test jobs of a made-up marketplace. The world is read
 * as a stream, and the answers are written as they come. Bad input is told in one line, and ends with 1.
 */
async function main([input, output]: readonly string[]): Promise<void> {
  if (!input || !output) throw new UsageError('usage: npm run rank:worlds -- <world.json> <answers.json>')
  if (isSameFile(input, output)) throw new UsageError(`${output} is the world itself`)
  const chunks = createReadStream(input, { encoding: 'utf8', highWaterMark: CHUNK_BYTES })
  const ranked = await writeAnswers(answerWorld(chunks as AsyncIterable<string>), output)
  console.log(`${ranked} jobs ranked with the model ${MODEL_VERSION}`)
}

/** A file that does not exist yet is no other's. */
function isSameFile(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other)
  } catch {
    return false
  }
}

/** What to tell of an error; null: it is our own fault, and its stack is wanted. */
function told(error: unknown, input = 'the world'): string | null {
  if (error instanceof UsageError) return error.message
  if (error instanceof InvalidJsonError) return `${input} is no JSON object: ${error.message}`
  if (error instanceof InvalidWorldError) return `${input} is no ranking world: ${error.message}`
  return error instanceof Error && 'syscall' in error ? error.message : null // of a file: open, read, write
}

const given = process.argv.slice(2)
try {
  await main(given)
} catch (error) {
  const message = told(error, given[0])
  if (message === null) throw error
  console.error(message)
  process.exitCode = 1
}
