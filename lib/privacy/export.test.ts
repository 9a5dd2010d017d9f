import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { faqRoutes } from '#functions/faq/faq.routes.ts'
import { messageRoutes } from '#functions/messages/messages.routes.ts'
import { reviewRoutes } from '#functions/reviews/reviews.routes.ts'
import { privacyRoutes } from '#functions/users/privacy.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { readStored } from '#lib/gateways/files/folder.ts'
import { Message } from '#lib/model/message.model.ts'
import { addMs, clock, DAY, MINUTE, setClockOffset } from '#lib/platform/clock.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { newId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { exportView } from '#lib/privacy/export.schemas.ts'
import { call } from '#lib/testing/call.ts'
import { aConfirmedJob, aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, type Somebody } from '#lib/testing/people.ts'

aDatabase()
afterEach(() => setClockOffset(0))

const { exportData } = privacyRoutes
const exportOf = (as: Somebody) => call(exportData, { as })

describe('an export', () => {
  it('has what a person wrote and agreed to, and nobody else’s', async () => {
    // Prepare
    const { client, craftsman, jobId } = await aQuotedJob({ title: 'My own tap' })
    await call(userRoutes.updateMe, {
      as: client,
      body: { consents: [{ kind: 'terms', version: '2026-02' }] },
    })
    await call(faqRoutes.askFaq, { as: client, body: { question: 'When is my money back' } })
    await aQuotedJob({ title: 'The tap of somebody else' })
    // Act
    const { status, body, text } = await exportOf(client)
    // Assess
    expect(status, text).toBe(200)
    expect(body.account.profile.email).toBe(client.email)
    expect(body.account.consents).toMatchObject([{ kind: 'terms', version: '2026-02' }])
    expect(body.jobs).toMatchObject([{ id: jobId, title: 'My own tap' }])
    expect(body.questions).toMatchObject([{ question: 'When is my money back' }])
    expect(body.actions.map(({ action }) => action)).toEqual(['user.export', 'user.update', 'job.create'])
    expect(text).not.toContain('somebody else')
    expect((await exportOf(craftsman)).body.quotes).toHaveLength(1)
  })

  it('never shows a review of the other side before everybody sees it, nor its stars', async () => {
    // Prepare
    const { jobId, client, craftsman } = await aConfirmedJob()
    const review = { jobId, rating: 2, comment: 'Hidden words' }
    await call(reviewRoutes.createReview, { as: client, body: review })
    // Act
    const [writer, other] = [await exportOf(client), await exportOf(craftsman)]
    setClockOffset(15 * DAY)
    const later = await exportOf(craftsman)
    // Assess
    expect(writer.body.reviewsWritten).toMatchObject([{ comment: 'Hidden words', revealedAt: null }])
    expect(other.body.reviewsAboutYou).toEqual([])
    expect(other.text).not.toContain('Hidden words')
    expect(other.body.account.profile).toMatchObject({ rating: 0, ratingCount: 0 })
    expect(later.body.reviewsAboutYou).toMatchObject([{ comment: 'Hidden words' }])
  })

  it('covers contacts of the other side as the chat does, and shows one’s own as they were written', async () => {
    const { jobId, client, craftsman } = await aQuotedJob()
    const body = { text: 'Call me on 01012345678' }
    await call(messageRoutes.sendMessage, { as: craftsman, params: { jobId }, body })
    const [sent, received] = [await exportOf(craftsman), await exportOf(client)]
    expect(sent.body.messagesSent).toMatchObject([body])
    expect(received.body.messagesReceived).toHaveLength(1)
    expect(received.text).not.toContain('01012345678')
  })

  it.each([
    ['it has 12 MB', 3_000, 'م'],
    ['it has 3.6 MB, but Lambda counts its quotes as they are handed over', 900, '"'],
  ])('is a link to one document where %s: everything once, in its order', async (_, count, letter) => {
    // Prepare: messages of 2,000 characters
    const [client, craftsman] = [await aClient(), await aCraftsman()]
    const job = objectId(newId<'Job'>())
    const [from, to] = [objectId(client.id), objectId(craftsman.id)]
    const messages = Array.from({ length: count }, (_, i) => ({
      job,
      client: from,
      craftsman: to,
      from,
      to,
      number: i + 1,
      text: `${i} ${letter.repeat(1_990)}`,
      images: [],
      createdAt: addMs(clock(), -Math.floor(i / 7) * MINUTE), // several at the same instant
    }))
    await Message.collection.insertMany(messages as never[])
    const folder = await mkdtemp(path.join(tmpdir(), 'craftworks-export-'))
    vi.stubEnv('FILES_FOLDER', folder)
    forgetConfig()
    // Act
    const { status, headers, text } = await exportOf(client)
    const stored = await readStored(folder, path.basename(headers.location ?? ''))
    // Assess
    expect([status, text]).toEqual([303, ''])
    const document = exportView.parse(JSON.parse(String(stored?.bytes)))
    const numbers = document.messagesSent.map(({ number }) => number)
    expect(numbers.toSorted((a, b) => a - b)).toEqual(messages.map(({ number }) => number))
    expect(document.account.profile.email).toBe(client.email)
    vi.unstubAllEnvs()
    forgetConfig()
    await rm(folder, { recursive: true })
  })
})
