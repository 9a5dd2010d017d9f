import { describe, expect, it } from 'vitest'
import { sendMessage } from '#lib/messages/send-message.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Report } from '#lib/model/report.model.ts'
import { User } from '#lib/model/user.model.ts'
import { idOf, type ReportId } from '#lib/platform/ids.ts'
import { fileReport } from '#lib/reports/file-report.ts'
import { resolveReport } from '#lib/reports/resolve-report.ts'
import { aHiredJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator } from '#lib/testing/people.ts'
import { race, RACE_SEED, roundsOr, timeFor } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'

aDatabase()

const NOTE = 'It is against our rules'

describe('two at once', () => {
  const rounds = roundsOr(30)
  const random = randomOf(RACE_SEED)

  it(
    'two members of staff: one outcome, and nothing of the other one',
    async () => {
      const staff = [await aModerator(), await aModerator()] as const
      for (let round = 0; round < rounds; round += 1) {
        const { jobId, client, craftsman } = await aHiredJob()
        const message = await sendMessage(jobId, { text: 'Pay me by hand' }, craftsman)
        const filed = await fileReport(
          { targetType: 'message', targetId: message.id as never, reason: 'Please look' },
          client,
        )
        const id = filed.id as ReportId
        const { winners, codes } = await race(random, {
          banned: () => resolveReport(id, { outcome: 'banned', note: NOTE }, staff[0]),
          warned: () => resolveReport(id, { outcome: 'warned', note: NOTE }, staff[1]),
        })
        expect(codes).toEqual(['REPORT_RESOLVED'])
        expect(await Report.findById(id).lean()).toMatchObject({ resolution: { outcome: winners[0] } })
        const { isBanned } = await User.findById(craftsman.id).lean().orFail()
        expect(isBanned).toBe(winners[0] === 'banned')
        const warned = await Outbox.countDocuments({ type: 'user.warned', 'data.userId': craftsman.id })
        expect(warned).toBe(winners[0] === 'warned' ? 1 : 0)
      }
    },
    timeFor(rounds * 3),
  )

  it(
    'a report while the target is resolved is resolved with it, or waits in the queue',
    async () => {
      const moderator = await aModerator()
      for (let round = 0; round < rounds; round += 1) {
        const [against, first, second] = [await aCraftsman(), await aClient(), await aClient()]
        const target = { targetType: 'user' as const, targetId: against.id, reason: 'Please look' }
        const { id } = await fileReport(target, first)
        const { winners } = await race(random, {
          resolve: () => resolveReport(id as ReportId, { outcome: 'dismissed', note: NOTE }, moderator),
          report: () => fileReport(target, second),
        })
        expect(winners).toHaveLength(2)
        const late = await Report.findOne({ reporter: second.id }).lean().orFail()
        expect(late.status === 'Resolved').toBe(idOf(late.lead) === id)
        expect(late.isLead).toBe(late.status === 'Open')
      }
    },
    timeFor(rounds),
  )

  it(
    'many first reports of one target: one leads all of them',
    async () => {
      const against = await aCraftsman()
      const reporters = await Promise.all(Array.from({ length: 6 }, () => aClient()))
      const target = { targetType: 'user' as const, targetId: against.id, reason: 'Please look' }
      await Promise.all(reporters.map((reporter) => fileReport(target, reporter)))
      const reports = await Report.find({ target: against.id }).lean()
      expect(new Set(reports.map(({ lead }) => idOf(lead))).size).toBe(1)
      expect(reports.filter(({ isLead }) => isLead)).toMatchObject([{ reportCount: 6 }])
    },
    timeFor(20),
  )
})
