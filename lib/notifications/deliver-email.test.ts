import { beforeEach, describe, expect, it } from 'vitest'
import { queues } from '#functions/consumers.ts'
import { startResendFake } from '#infra/fakes/resend.ts'
import { startSqsFake } from '#infra/fakes/sqs.ts'
import { emailMessage } from '#lib/events/channel-messages.ts'
import { eventMessage } from '#lib/events/event-message.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { Notification } from '#lib/model/notification.model.ts'
import { User } from '#lib/model/user.model.ts'
import { deliverEmail } from '#lib/notifications/deliver-email.ts'
import { fanOut } from '#lib/notifications/fan-out.ts'
import { changePreferences } from '#lib/notifications/preferences.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aHiredJob, aJobIn, aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import type { Somebody } from '#lib/testing/people.ts'
import { drainQueue } from '#lib/testing/queues.ts'

aDatabase()
const resend = aFake(startResendFake)
const sqs = aFake(() => startSqsFake(queues))

const drained = (setting: string) => drainQueue(sqs.its.env[setting] ?? '')
const speak = (user: Somebody, locale: 'ar' | 'en') =>
  User.updateOne({ _id: objectId(user.id) }, { $set: { locale } })

/** Tells everybody of what has happened, to the last e-mail. */
async function tellAll(): Promise<void> {
  for (const body of await drained('NOTIFICATIONS_QUEUE_URL')) {
    await fanOut(eventMessage.parse(JSON.parse(body)))
  }
  for (const body of await drained('EMAIL_QUEUE_URL')) {
    await deliverEmail(emailMessage.parse(JSON.parse(body)))
  }
}

const mailsTo = ({ email }: Somebody) => resend.its.box().filter(({ to }) => to === email)
const ARABIC = /[\u0600-\u06FF]/

beforeEach(async () => {
  resend.its.emptyBox()
  for (const setting of ['NOTIFICATIONS', 'REALTIME', 'PUSH', 'EMAIL']) await drained(`${setting}_QUEUE_URL`)
})

describe('an e-mail that waited', () => {
  it('is not sent to who has turned e-mails of its kind off since', async () => {
    // Prepare
    const { client } = await aQuotedJob({ price: 58_055, title: 'A tap' })
    for (const body of await drained('NOTIFICATIONS_QUEUE_URL')) {
      await fanOut(eventMessage.parse(JSON.parse(body)))
    }
    await changePreferences(client.id, { quote: { email: false } })
    // Act
    await tellAll()
    // Assess
    expect(mailsTo(client)).toEqual([])
  })
})

describe('an e-mail about a quote', () => {
  it.each([
    ['en', /EGP\s580\.55/, 'See the quotes', 'Stop e-mails about quotes'],
    ['ar', /٥٨٠٫٥٥/, 'عرض الأسعار المقدمة', 'إيقاف رسائل البريد عن عروض الأسعار'],
  ] as const)(
    'is in its reader’s language (%s), names the price, what is next and its kind',
    async (locale, price, action, stop) => {
      // Prepare
      const { client, jobId } = await aQuotedJob({
        price: 58_055,
        title: locale === 'ar' ? 'حنفية بتنقط' : 'A tap',
      })
      await speak(client, locale)
      // Act
      await tellAll()
      // Assess
      const [mail] = mailsTo(client)
      expect(mail?.text).toMatch(price)
      expect(mail?.text).toContain(`${action}:\nhttp://localhost:3000/jobs/${jobId}`)
      expect(mail?.text).toContain(`${stop}:\nhttp://localhost:3000/api/notifications/unsubscribe?token=`)
      expect(mail?.text).toContain(`&lang=${locale}`)
      for (const text of [mail?.subject, mail?.text, mail?.html])
        expect(ARABIC.test(text ?? '')).toBe(locale === 'ar')
      expect(mail?.subject).not.toContain('|')
    },
  )
})

describe('news of a job', () => {
  it('that the craftsman is on the way is mailed to the client, and not to the craftsman', async () => {
    // Prepare
    const { client, craftsman, jobId } = await aHiredJob()
    await tellAll()
    resend.its.emptyBox()
    // Act
    await updateJobStatus(jobId, { status: 'On The Way' }, craftsman)
    await tellAll()
    // Assess
    expect(mailsTo(client)).toHaveLength(1)
    expect(mailsTo(craftsman)).toEqual([])
  })

  it.each(['client', 'craftsman'] as const)(
    'of a dispute has its id, if the %s opened it',
    async (opener) => {
      // Prepare
      const job = await aJobIn('On The Way')
      await tellAll()
      // Act
      await updateJobStatus(job.jobId, { status: 'Disputed', reason: 'It still leaks' }, job[opener])
      const { disputeId } = eventMessage.parse(
        JSON.parse(
          (await drained('NOTIFICATIONS_QUEUE_URL')).find((body) => body.includes('job.status.changed')) ??
            '{}',
        ),
      ).data
      // Assess
      expect(disputeId).toMatch(/^[0-9a-f]{24}$/)
    },
  )

  it('of a dispute, and of its withdrawal, opens the dispute in the app', async () => {
    // Prepare
    const { client, craftsman, jobId } = await aJobIn('Disputed')
    // Act
    await tellAll()
    // Assess
    for (const { id } of [client, craftsman]) {
      const news = await Notification.findOne({
        user: objectId(id),
        'words.en.title': 'A dispute was opened',
      }).lean()
      expect(news?.data).toMatchObject({ jobId })
      expect(news?.data.disputeId).toMatch(/^[0-9a-f]{24}$/)
    }
  })
})
