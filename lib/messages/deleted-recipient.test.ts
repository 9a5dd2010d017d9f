import { describe, expect, it } from 'vitest'
import { messageRoutes } from '#functions/messages/messages.routes.ts'
import { Message } from '#lib/model/message.model.ts'
import { closeErasedAccount } from '#lib/privacy/close-account.ts'
import { call } from '#lib/testing/call.ts'
import { aHiredJob, aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()

describe('a conversation with somebody whose account is gone', () => {
  it.each([
    ['before a hire', aQuotedJob],
    ['after a hire', aHiredJob],
  ])('can be read and goes on no more %s: nobody is there to read it', async (_when, aJobOf) => {
    for (const [leaving, staying] of [
      ['client', 'craftsman'],
      ['craftsman', 'client'],
    ] as const) {
      // Prepare
      const { jobId, ...parties } = await aJobOf()
      const as = parties[staying]
      const send = (text: string) =>
        call(messageRoutes.sendMessage, { as, params: { jobId }, body: { text } })
      expect((await send('Until tomorrow')).status).toBe(201)
      await closeErasedAccount(parties[leaving].id)
      // Act
      const { status, body } = await send('Are you there?')
      const thread = await call(messageRoutes.listMessages, { as, params: { jobId } })
      // Assess
      expect([leaving, status, body.code]).toEqual([leaving, 403, 'MESSAGES_BLOCKED'])
      expect([thread.status, thread.body.data.length]).toEqual([200, 1])
      expect(await Message.countDocuments({ job: jobId })).toBe(1)
    }
  })
})
