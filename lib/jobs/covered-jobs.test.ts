import { describe, expect, it } from 'vitest'
import { createJob } from '#lib/jobs/create-job.ts'
import { getJob } from '#lib/jobs/get-job.ts'
import { jobSearch } from '#lib/jobs/job.schemas.ts'
import { listJobs } from '#lib/jobs/list-jobs.ts'
import { updateJob } from '#lib/jobs/update-job.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Job } from '#lib/model/job.model.ts'
import type { JobId, QuoteId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { acceptQuote } from '#lib/quotes/accept-quote.ts'
import { changeQuote } from '#lib/quotes/change-quote.ts'
import { listQuotes } from '#lib/quotes/list-quotes.ts'
import { submitQuote } from '#lib/quotes/submit-quote.ts'
import { aService, CAIRO } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator } from '#lib/testing/people.ts'

aDatabase()

const TITLE = 'سباك ضروري 01012345678'
const SHOWN_TITLE = 'سباك ضروري •••'
const DESCRIPTION = 'The tap drips. Write to mona@mail.de, flat 12, budget 1500 EGP'
const SHOWN_DESCRIPTION = 'The tap drips. Write to •••, flat 12, budget 1500 EGP'
const NOTES = 'Two days. Telegram @ahmed_fix or 010 call 1234 then 5678'
const SHOWN_NOTES = 'Two days. Telegram ••• or ••• call ••• then •••'

async function aJobWithContacts() {
  const client = await aClient()
  const category = await aService()
  const posting = {
    title: TITLE,
    description: DESCRIPTION,
    category,
    paymentType: 'Cash' as const,
    location: CAIRO,
  }
  const { id } = await createJob(posting, client)
  return { client, jobId: id as JobId }
}

const textsOf = async (jobId: JobId, viewer: Principal) => {
  const { title, description } = await getJob(jobId, viewer)
  return [title, description]
}
const AS_WRITTEN = [TITLE, DESCRIPTION]
const AS_SHOWN = [SHOWN_TITLE, SHOWN_DESCRIPTION]

describe('the title and the description of a job', () => {
  it('are covered for everybody but the client', async () => {
    // Prepare
    const { jobId, client } = await aJobWithContacts()
    // Act
    const readers = [client, await aClient(), await aCraftsman(), await aModerator()]
    const texts = await Promise.all(readers.map((reader) => textsOf(jobId, reader)))
    // Assess
    expect(texts).toEqual([AS_WRITTEN, AS_SHOWN, AS_SHOWN, AS_SHOWN])
  })

  it('are covered in lists, and searched as they are shown', async () => {
    // Prepare
    const { jobId } = await aJobWithContacts()
    const craftsman = await aCraftsman()
    const found = async (q?: string) =>
      (await listJobs(jobSearch.parse(q === undefined ? {} : { q }), craftsman)).data.filter(
        ({ id }) => id === jobId,
      )
    // Act
    const [listed] = await found()
    // Assess
    expect(listed).toMatchObject({ title: SHOWN_TITLE, description: SHOWN_DESCRIPTION })
    expect(await found('01012345678')).toEqual([])
    expect(await found('mail.de')).toEqual([])
    expect(await found('the tap drips')).toHaveLength(1)
  })

  it('are stored covered, with their originals encrypted', async () => {
    const { jobId } = await aJobWithContacts()
    const stored = JSON.stringify(await Job.findById(jobId).lean())
    expect(stored).toContain('•••')
    expect(stored).not.toMatch(/01012345678|mail\.de/)
  })

  it('are covered again when they are edited, and open again without a contact', async () => {
    // Prepare
    const { jobId, client } = await aJobWithContacts()
    const stranger = await aCraftsman()
    // Act
    await updateJob(jobId, { description: 'Now zero one two two, 345, 6789 please' }, client)
    const covered = await textsOf(jobId, stranger)
    await updateJob(jobId, { title: 'A plumber' }, client)
    // Assess
    expect(covered).toEqual([SHOWN_TITLE, 'Now ••• please'])
    expect(await textsOf(jobId, stranger)).toEqual(['A plumber', 'Now ••• please'])
    expect(await textsOf(jobId, client)).toEqual(['A plumber', 'Now zero one two two, 345, 6789 please'])
    expect((await Job.findById(jobId).lean())?.originals?.title).toBeNull()
  })

  it('keep their originals when an edit sends them back as they are shown', async () => {
    const { jobId, client } = await aJobWithContacts()
    await updateJob(
      jobId,
      { title: SHOWN_TITLE, description: SHOWN_DESCRIPTION, budget: asPiastres(90_000) },
      client,
    )
    expect(await textsOf(jobId, client)).toEqual(AS_WRITTEN)
  })
})

describe('after the hire', () => {
  it('the hired craftsman and the client read everything, staff in a dispute too, and the others nothing more', async () => {
    // Prepare
    const { jobId, client } = await aJobWithContacts()
    const [craftsman, rival, staff] = [await aCraftsman(), await aCraftsman(), await aModerator()]
    const offer = { price: asPiastres(90_000), notes: NOTES }
    const quote = await submitQuote(jobId, offer, craftsman)
    await submitQuote(jobId, offer, rival)
    const notesFor = async (viewer: Principal) =>
      (await listQuotes(jobId, { page: 1, limit: 10 }, viewer)).data.map(({ notes }) => notes)
    const before = [await notesFor(client), await notesFor(rival), await textsOf(jobId, craftsman)]
    // Act
    await acceptQuote({ jobId, quoteId: quote.id as QuoteId, client })
    const hired = [await notesFor(client), await textsOf(jobId, craftsman), await textsOf(jobId, rival)]
    const staffBefore = [await notesFor(staff), await textsOf(jobId, staff)]
    await updateJobStatus(jobId, { status: 'Disputed', reason: 'Nobody came' }, client)
    // Assess
    expect(before).toEqual([[SHOWN_NOTES, SHOWN_NOTES], [NOTES], AS_SHOWN])
    expect(hired).toEqual([[SHOWN_NOTES, NOTES], AS_WRITTEN, AS_SHOWN])
    expect(staffBefore).toEqual([[SHOWN_NOTES, SHOWN_NOTES], AS_SHOWN])
    expect([await notesFor(staff), await textsOf(jobId, staff)]).toEqual([[NOTES, NOTES], AS_WRITTEN])
  })
})

describe('the notes of a quote', () => {
  it('are covered again when they are changed, and keep their original when they come back as shown', async () => {
    // Prepare
    const { jobId, client } = await aJobWithContacts()
    const craftsman = await aCraftsman()
    const { id } = await submitQuote(jobId, { price: asPiastres(90_000), notes: NOTES }, craftsman)
    const request = { jobId, quoteId: id as QuoteId, craftsman }
    const notesFor = async (viewer: Principal) =>
      (await listQuotes(jobId, { page: 1, limit: 10 }, viewer)).data[0]?.notes
    // Act
    const sentBack = await changeQuote(request, { notes: SHOWN_NOTES, price: asPiastres(80_000) })
    const changed = await changeQuote(request, { notes: 'واتس ٠١١ ٢٢٣٣ ٤٤٥٥' })
    // Assess
    expect(sentBack).toMatchObject({ notes: NOTES, price: 80_000 })
    expect(changed.notes).toBe('واتس ٠١١ ٢٢٣٣ ٤٤٥٥')
    expect(await notesFor(client)).toBe('واتس •••')
    expect((await changeQuote(request, { notes: null })).notes).toBeNull()
  })
})
