import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { answerWorld } from '#infra/matching/answer-world.ts'
import { writeAnswers } from '#infra/matching/answers-file.ts'
import type { Answer } from '#infra/matching/rank-world.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-worlds-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const END = 1_777_669_200_000
const SERVICE = { id: 's', name: 'Plumbing', nameAr: 'سباكة', synonyms: [], related: [] }
const CRAFTSMAN = {
  id: 'c1',
  createdAt: END - 1e10,
  skills: ['سباكة'],
  location: [31.2357, 30.0444],
  serviceRadiusM: 15_000,
  verification: { status: 'Verified', verifiedAt: END - 1e10 },
  banned: false,
  priceLevel: null,
}
const JOB = {
  clientId: 'u1',
  category: 'Plumbing',
  location: [31.24, 30.05],
  paymentType: 'Cash',
}
const HISTORY = {
  format: 'craftworks-ranking-world/1',
  historyFrom: END - 1e9,
  historyTo: END,
  services: [SERVICE],
  clients: [{ id: 'u1', createdAt: END - 1e10 }],
  craftsmen: [CRAFTSMAN],
  events: [{ type: 'job', at: END - 1e8, jobId: 'j1', ...JOB }],
}
const testJob = (id: number) => ({ id: `t${id}`, postedAt: END + 1, ...JOB })

async function* textOf(...parts: string[]): AsyncGenerator<string> {
  for (const part of parts) yield await Promise.resolve(part)
}

async function answersOf(world: object): Promise<Answer[]> {
  const answers: Answer[] = []
  for await (const answer of answerWorld(textOf(JSON.stringify(world)))) answers.push(answer)
  return answers
}

describe('a world that is read as a stream', () => {
  it('is answered job by job where the jobs come last, so that any number of them takes no memory', async () => {
    let written = 0
    async function* manyJobs(): AsyncGenerator<string> {
      yield await Promise.resolve(`${JSON.stringify(HISTORY).slice(0, -1)},"testJobs":[`)
      for (; written < 500; written += 1) yield `${written > 0 ? ',' : ''}${JSON.stringify(testJob(written))}`
      yield ']}'
    }
    let answered = 0
    for await (const { top } of answerWorld(manyJobs())) {
      expect(top).toMatchObject([{ craftsmanId: 'c1' }])
      expect(written - answered).toBeLessThan(2)
      answered += 1
    }
    expect(answered).toBe(500)
  })

  it('has the same answers with its keys in another order', async () => {
    const testJobs = [testJob(1), testJob(2)]
    const last = await answersOf({ ...HISTORY, testJobs })
    expect(last.map(({ jobId }) => jobId)).toEqual(['t1', 't2'])
    expect(await answersOf({ testJobs, ...HISTORY })).toEqual(last)
    const { events, ...others } = HISTORY
    expect(await answersOf({ events, testJobs, ...others })).toEqual(last)
  })

  it('may have kinds of events and fields that the format does not know yet', async () => {
    const events = [{ type: 'weather', at: END }, ...HISTORY.events]
    expect(
      await answersOf({ ...HISTORY, events, testJobs: [testJob(1)], later: [1, { a: 2 }] }),
    ).toHaveLength(1)
  })

  it.each([
    [{ format: 'craftworks-ranking-world/2' }, 'format: Invalid input'],
    [{ services: [] }, 'services: there is none'],
    [{ clients: {} }, 'clients: no list'],
    [{ clients: [null] }, 'clients[0]: Invalid input'],
    [{ craftsmen: [CRAFTSMAN, { ...CRAFTSMAN, skills: [1] }] }, 'craftsmen[1].skills[0]: Invalid input'],
    [
      { events: [{ type: 'quote', at: END, jobId: 'j', craftsmanId: 'c1' }] },
      'events[0].price: Invalid input',
    ],
    [{ events: undefined, clients: undefined }, 'clients, events: missing'],
    [{ testJobs: [testJob(1), { id: 't2' }] }, 'testJobs[1].postedAt: Invalid input'],
  ])('is refused in one line that says where: %j', async (wrong, message) => {
    const answers = answersOf({ ...HISTORY, testJobs: [], ...wrong })
    await expect(answers).rejects.toThrow(message)
    await expect(answers).rejects.not.toThrow('\n')
  })
})

describe('a file of answers', () => {
  const file = path.join(folder, 'answers.json')

  it('holds what was answered, and is JSON also where nothing was asked', async () => {
    for (const testJobs of [[], [testJob(1)], [testJob(1), testJob(2)]]) {
      const text = textOf(JSON.stringify({ ...HISTORY, testJobs }))
      expect(await writeAnswers(answerWorld(text), file)).toBe(testJobs.length)
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
        answers: await answersOf({ ...HISTORY, testJobs }),
      })
    }
  })

  it('is left alone by a world that cannot be learned from, and is not left half written', async () => {
    const before = readFileSync(file, 'utf8')
    await expect(writeAnswers(answerWorld(textOf('{"format":1}')), file)).rejects.toThrow()
    expect(readFileSync(file, 'utf8')).toBe(before)
    const broken = textOf(JSON.stringify({ ...HISTORY, testJobs: [testJob(1), {}] }))
    await expect(writeAnswers(answerWorld(broken), file)).rejects.toThrow('testJobs[1]')
    expect(() => readFileSync(file)).toThrow('ENOENT')
  })
})
