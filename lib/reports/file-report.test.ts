import { describe, expect, it } from 'vitest'
import { sendMessage } from '#lib/messages/send-message.ts'
import { Report } from '#lib/model/report.model.ts'
import { type Id, newId } from '#lib/platform/ids.ts'
import { fileReport } from '#lib/reports/file-report.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient } from '#lib/testing/people.ts'
import { race, RACE_SEED, roundsOr } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'

aDatabase()
const reason = 'They asked for money outside'

describe('a report', () => {
  it('of a message can be filed by both users of its thread, and by nobody else', async () => {
    const { jobId, client, craftsman } = await aHiredJob()
    const { id } = await sendMessage(jobId, { text: 'Pay me by hand' }, craftsman)
    const message = { targetType: 'message' as const, targetId: id as Id<string>, reason }
    expect(await fileReport(message, client)).toMatchObject({ status: 'Open', targetId: id })
    await expect(fileReport(message, await aClient())).rejects.toThrow('NOTHING_TO_REPORT')
  })

  it('is filed once for each target, no matter how often it is sent', async () => {
    const { client, craftsman } = await aHiredJob()
    const user = { targetType: 'user' as const, targetId: craftsman.id, reason }
    const [first, second] = [await fileReport(user, client), await fileReport(user, client)]
    expect(second.id).toBe(first.id)
    expect(await Report.countDocuments({ target: craftsman.id })).toBe(1)
  })

  it('is filed once if two requests come at once, and both return it', async () => {
    // Prepare
    const random = randomOf(RACE_SEED)
    const client = await aClient()
    for (let round = 0; round < roundsOr(10); round += 1) {
      const { id: targetId } = await aClient()
      const filed: { readonly id: string }[] = []
      const file = async () => filed.push(await fileReport({ targetType: 'user', targetId, reason }, client))
      // Act
      const { winners } = await race(random, { one: file, other: file })
      // Assess
      expect(winners).toHaveLength(2)
      expect(new Set(filed.map(({ id }) => id)).size).toBe(1)
      expect(await Report.countDocuments({ target: targetId })).toBe(1)
    }
  })

  it('of an unknown user, or of a job that the reporter cannot see, is refused', async () => {
    const { jobId, client } = await aHiredJob()
    const stranger = await aClient()
    for (const [targetType, targetId, reporter] of [
      ['user', newId<'User'>(), client],
      ['job', jobId, stranger],
    ] as const) {
      await expect(fileReport({ targetType, targetId, reason }, reporter)).rejects.toThrow(
        'NOTHING_TO_REPORT',
      )
    }
  })

  it('of oneself, or of one’s own job, is refused with a sentence that says so', async () => {
    const { jobId, client } = await aHiredJob()
    for (const [targetType, targetId] of [
      ['user', client.id],
      ['job', jobId],
    ] as const) {
      await expect(fileReport({ targetType, targetId, reason }, client)).rejects.toThrow('OWN_REPORT')
    }
  })
})
