import { describe, expect, it } from 'vitest'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { listMessages } from '#lib/messages/list-messages.ts'
import { sendMessage } from '#lib/messages/send-message.ts'
import { DataKey } from '#lib/model/data-key.model.ts'
import { Message } from '#lib/model/message.model.ts'
import type { JobId } from '#lib/platform/ids.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { acceptQuote } from '#lib/quotes/accept-quote.ts'
import { aHiredJob, aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aModerator } from '#lib/testing/people.ts'
import { race, RACE_SEED, roundsOr, timeFor } from '#lib/testing/race.ts'
import { randomOf } from '#lib/testing/random.ts'

aDatabase()

const WRITTEN = 'رقمي صفر واحد صفر واحد اتنين تلاتة اربعة خمسة ستة سبعة تمانية، مستنيك'
const SHOWN = 'رقمي •••، مستنيك'

const textsFor = async (jobId: JobId, viewer: Principal, craftsman: Principal) => {
  const named = viewer.id === craftsman.id ? {} : { with: craftsman.id }
  const { data } = await listMessages(jobId, { page: 1, limit: 10, ...named }, viewer)
  return data.map(({ text }) => text)
}

describe('a message with a contact, before the hire', () => {
  it('is read as it was written by its writer, and covered by the other party', async () => {
    // Prepare
    const { jobId, client, craftsman } = await aQuotedJob()
    // Act
    const sent = await sendMessage(jobId, { text: WRITTEN }, craftsman)
    // Assess
    expect(sent.text).toBe(SHOWN)
    expect(await textsFor(jobId, craftsman, craftsman)).toEqual([WRITTEN])
    expect(await textsFor(jobId, client, craftsman)).toEqual([SHOWN])
  })

  it('is stored covered, with its original encrypted', async () => {
    // Prepare
    const { jobId, craftsman } = await aQuotedJob()
    // Act
    await sendMessage(jobId, { text: 'me@mail.de' }, craftsman)
    // Assess
    const stored = JSON.stringify(await Message.find({ job: jobId }).lean())
    expect(stored).toContain('•••')
    expect(stored).not.toContain('mail.de')
  })

  it('without a contact stores no original', async () => {
    const { jobId, craftsman } = await aQuotedJob()
    await sendMessage(jobId, { text: 'السعر 1500 جنيه يوم 12/10 الساعة 10:30' }, craftsman)
    expect((await Message.findOne({ job: jobId }).lean())?.originalText).toBeUndefined()
  })

  it('is read by both once that craftsman is hired, and by staff in a dispute', async () => {
    // Prepare
    const { jobId, quoteId, client, craftsman } = await aQuotedJob()
    await sendMessage(jobId, { text: WRITTEN }, craftsman)
    // Act
    await acceptQuote({ jobId, quoteId, client })
    const hired = await textsFor(jobId, client, craftsman)
    await updateJobStatus(jobId, { status: 'Disputed', reason: 'Nobody came' }, client)
    // Assess
    expect(hired).toEqual([WRITTEN])
    expect(await textsFor(jobId, await aModerator(), craftsman)).toEqual([WRITTEN])
  })

  it('stays covered for the client once another craftsman is hired', async () => {
    // Prepare
    const rival = await aQuotedJob()
    const { jobId, client, craftsman } = rival
    await sendMessage(jobId, { text: WRITTEN }, craftsman)
    // Act
    const { submitQuote } = await import('#lib/quotes/submit-quote.ts')
    const { aCraftsman } = await import('#lib/testing/people.ts')
    const { asPiastres } = await import('#lib/platform/piastres.ts')
    const quote = await submitQuote(jobId, { price: asPiastres(90_000) }, await aCraftsman())
    await acceptQuote({ jobId, quoteId: quote.id as typeof rival.quoteId, client })
    // Assess
    expect(await textsFor(jobId, client, craftsman)).toEqual([SHOWN])
    expect(await textsFor(jobId, craftsman, craftsman)).toEqual([WRITTEN])
  })

  it('stays covered where the key of its writer was deleted', async () => {
    // Prepare
    const { jobId, craftsman } = await aQuotedJob()
    await sendMessage(jobId, { text: WRITTEN }, craftsman)
    // Act
    await DataKey.deleteOne({ _id: craftsman.id })
    // Assess
    expect(await textsFor(jobId, craftsman, craftsman)).toEqual([SHOWN])
  })
})

describe('a message with a contact, after the hire', () => {
  it('is not covered', async () => {
    const { jobId, client, craftsman } = await aHiredJob()
    await sendMessage(jobId, { text: WRITTEN }, craftsman)
    expect(await textsFor(jobId, client, craftsman)).toEqual([WRITTEN])
  })
})

describe('a message that is written while its craftsman is hired', () => {
  const rounds = roundsOr(4)
  it(
    'is read by both as it was written, and no contact was stored to be read before',
    async () => {
      const random = randomOf(RACE_SEED)
      for (let round = 0; round < rounds; round += 1) {
        // Prepare
        const { jobId, quoteId, client, craftsman } = await aQuotedJob()
        // Act
        const { winners } = await race(random, {
          hire: () => acceptQuote({ jobId, quoteId, client }),
          message: () => sendMessage(jobId, { text: WRITTEN }, craftsman),
        })
        // Assess
        expect(winners).toEqual(['hire', 'message'])
        expect(await textsFor(jobId, client, craftsman)).toEqual([WRITTEN])
        const stored = await Message.findOne({ job: jobId }).lean()
        expect(stored?.originalText === undefined ? WRITTEN : SHOWN).toBe(stored?.text)
      }
    },
    timeFor(rounds),
  )
})
