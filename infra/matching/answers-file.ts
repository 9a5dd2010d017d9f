import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs'
import type { Answer } from '#infra/matching/rank-world.ts'

/**
 * Writes answers to a file as they come, and returns how many. The file is opened with the first, when the history has
 * been read and was right; if reading fails after that, the half of it that was written is removed.
 */
export async function writeAnswers(answers: AsyncIterable<Answer>, name: string): Promise<number> {
  let written = 0
  let file: number | null = null
  try {
    for await (const answer of answers) {
      file ??= openSync(name, 'w')
      writeFileSync(file, `${written === 0 ? '{"answers":[' : ','}${JSON.stringify(answer)}`)
      written += 1
    }
    file ??= openSync(name, 'w')
    writeFileSync(file, written === 0 ? '{"answers":[]}' : ']}')
    return written
  } catch (error) {
    if (file !== null) rmSync(name, { force: true })
    throw error
  } finally {
    if (file !== null) closeSync(file)
  }
}
