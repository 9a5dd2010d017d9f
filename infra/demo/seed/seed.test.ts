import { expect, it } from 'vitest'
import { opsCommands } from '#infra/ops/testing/ops-commands.ts'
import { Job } from '#lib/model/job.model.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase({ own: true })
const { run } = opsCommands()

/** Runs `npm run seed` on the database of this file. */
const seed = (...args: string[]) =>
  run('../demo/seed/seed', args, { MONGODB_URI: process.env.MONGODB_URI ?? '' })

it('npm run seed fills the database of this machine, shows how far it is, and refuses a second time', async () => {
  // Act
  const first = await seed('--jobs', '30', '--craftsmen', '20')
  const second = await seed('--jobs', '30', '--craftsmen', '20')
  const wrong = await seed('--jobs', 'many')
  // Assess
  expect(first, first.text).toMatchObject({
    code: 0,
    out: expect.stringMatching(/documents in \d+ s\./) as unknown,
  })
  expect(first.err).toMatch(/^jobs .*100 %\n(.*\n)*indexes .*100 %\n/m)
  expect(await Job.countDocuments()).toBe(30)
  for (const { code, text } of [second, wrong]) {
    expect([code, text.trim().split('\n')]).toEqual([1, [expect.any(String)]])
  }
})
