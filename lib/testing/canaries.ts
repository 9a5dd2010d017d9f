import { expect } from 'vitest'
import { adminDisputeRoutes } from '#functions/admin/disputes.routes.ts'
import { adminUserRoutes } from '#functions/admin/users.routes.ts'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { contactRoutes } from '#functions/contact/contact.routes.ts'
import { disputeRoutes } from '#functions/disputes/disputes.routes.ts'
import { faqRoutes } from '#functions/faq/faq.routes.ts'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { messageRoutes } from '#functions/messages/messages.routes.ts'
import { notificationRoutes } from '#functions/notifications/notifications.routes.ts'
import { quoteRoutes } from '#functions/quotes/quotes.routes.ts'
import { reportRoutes } from '#functions/reports/reports.routes.ts'
import { reviewRoutes } from '#functions/reviews/reviews.routes.ts'
import { userRoutes } from '#functions/users/users.routes.ts'
import { walletRoutes } from '#functions/wallet/wallet.routes.ts'
import { storeImage } from '#lib/gateways/images/image-store.ts'
import type { ImagePurpose } from '#lib/gateways/images/purposes.ts'
import { Review } from '#lib/model/review.model.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { call } from '#lib/testing/call.ts'
import { CAIRO } from '#lib/testing/jobs.ts'
import type { Somebody } from '#lib/testing/people.ts'
import { aPng } from '#lib/testing/pictures.ts'
import { aPdf, submit, upload } from '#lib/testing/verifications.ts'

/** All words that were planted. */
export const canaries: string[] = []

/** A word that stands nowhere else, for one field of one person. */
function canary(field: string): string {
  const number = String(canaries.length).replace(/\d/g, (digit) => 'qvxkjzwbyp'.charAt(Number(digit)))
  const word = `Zqx${field}${number}xqz`
  canaries.push(word)
  return word
}

export const PASSWORD = 'a door with 3 hinges'
export const PHONES = { Client: '01012312312', Craftsman: '01112312312' } as const

/** Somebody who registers over the API, with a word of their own in every field. */
export async function aRegistered(role: 'Client' | 'Craftsman'): Promise<Somebody> {
  const firstName = canary(`${role}first`)
  const email = `${canary(`${role}mail`).toLowerCase()}@example.com`
  canaries.push(PHONES[role].slice(1), email)
  const { body, status, text } = await call(authRoutes.register, {
    body: {
      email,
      password: PASSWORD,
      role,
      firstName,
      lastName: canary(`${role}last`),
      phone: PHONES[role],
      location: { type: 'Point', coordinates: [31.2357123, 30.0444123] },
      consents: [{ kind: canary('consent'), version: canary('version') }],
      ...(role === 'Craftsman' && { skills: ['Plumbing'] }),
    },
    ip: '203.0.113.7',
  })
  expect(status, text).toBe(201)
  return {
    id: body.user.id as Somebody['id'],
    role,
    email,
    token: body.token,
    refreshToken: body.refreshToken,
  }
}

async function aPicture(purpose: ImagePurpose, { id }: Somebody): Promise<string> {
  const { publicId, version } = await storeImage({ purpose, owner: id, content: aPng() })
  const { CLOUDINARY_DELIVERY_URL: base = '', CLOUDINARY_CLOUD_NAME: cloud = '' } = process.env
  return `${base}/${cloud}/image/upload/v${version}/${publicId}.png`
}

export const ok = <R extends { status: number; text: string }>(result: R): R => {
  expect(result.status, result.text).toBeLessThan(300)
  return result
}

/** The two who leave something of themselves everywhere, somebody who stays, and staff. */
interface Cast {
  readonly client: Somebody
  readonly craftsman: Somebody
  readonly other: Somebody
  readonly staff: Somebody
}

let { client, craftsman, other, staff } = {} as Cast

/** A job from its posting to the hire, with words of both sides. */
async function aHire(title: string) {
  const photo = await aPicture('job', client)
  const job = ok(
    await call(jobRoutes.createJob, {
      as: client,
      headers: { 'idempotency-key': canary('key') },
      body: {
        title,
        description: `${canary('description')} call me 01098765432`,
        category: 'Plumbing',
        paymentType: 'Cash',
        address: canary('address'),
        location: { type: 'Point', coordinates: [31.2357987, 30.0444987] },
        photos: [photo],
      },
    }),
  ).body
  const params = { jobId: job.id }
  const quote = ok(
    await call(quoteRoutes.submitQuote, {
      as: craftsman,
      params,
      body: { price: 50_000, notes: `${canary('notes')} or 01055555555` },
    }),
  ).body
  for (const as of [client, craftsman]) {
    ok(
      await call(messageRoutes.sendMessage, {
        as,
        params,
        body: {
          text: `${canary('chat')} my number is 01033333333`,
          images: [await aPicture('chat', as)],
          ...(as === client && { with: craftsman.id }),
        },
      }),
    )
  }
  ok(
    await call(quoteRoutes.acceptQuote, {
      as: client,
      params: { jobId: job.id, quoteId: quote.id },
      headers: { 'idempotency-key': canary('key') },
      body: {},
    }),
  )
  return job.id
}

/** Everything that two people can leave behind, over the API. */
export async function aLife(people: Cast, everybodyIsTold: () => Promise<void>): Promise<void> {
  ;({ client, craftsman, other, staff } = people)
  await aProfile()
  await withTheStaff()
  const jobId = await aHire(canary('title'))
  await everybodyIsTold()
  await finishAndReview(jobId)
  await quarrel(await aHire(canary('title')))
  ok(await call(jobRoutes.createJob, { as: client, body: anOpenJob() })) // is closed with the account
  ok(
    await call(reportRoutes.fileReport, {
      as: client,
      body: { targetType: 'user', targetId: craftsman.id, reason: canary('report') },
    }),
  )
  await offersElsewhere()
  await everybodyIsTold()
}

const anOpenJob = () => ({
  title: canary('open'),
  description: canary('open'),
  category: 'Plumbing',
  paymentType: 'Cash',
  location: CAIRO,
})

async function finishAndReview(jobId: string): Promise<void> {
  const params = { jobId }
  for (const status of ['On The Way', 'Completed'])
    ok(await call(jobRoutes.updateJobStatus, { as: craftsman, params, body: { status } }))
  ok(await call(jobRoutes.updateJobStatus, { as: client, params, body: { status: 'Completed' } }))
  for (const as of [client, craftsman]) {
    ok(await call(reviewRoutes.createReview, { as, body: { jobId, rating: 4, comment: canary('comment') } }))
  }
  const review = await Review.findOne({ reviewee: objectId(client.id) })
    .lean()
    .orFail()
  ok(
    await call(reviewRoutes.replyToReview, {
      as: client,
      params: { reviewId: review._id.toHexString() },
      body: { reply: canary('reply') },
    }),
  )
}

async function quarrel(jobId: string): Promise<void> {
  ok(
    await call(jobRoutes.updateJobStatus, {
      as: craftsman,
      params: { jobId },
      body: { status: 'On The Way' },
    }),
  )
  const dispute = ok(
    await call(disputeRoutes.createDispute, {
      as: client,
      body: { jobId, reason: canary('grounds'), description: canary('grounds') },
    }),
  ).body
  const params = { disputeId: dispute.id }
  for (const as of [client, craftsman]) {
    const evidence = { text: canary('evidence'), photos: [await aPicture('evidence', as)] }
    ok(await call(disputeRoutes.addEvidence, { as, params, body: evidence }))
  }
  const decision = { decision: 'Cancelled', clientAmount: 0, craftsmanAmount: 0, note: 'Nobody was at fault' }
  ok(await call(adminDisputeRoutes.resolveDispute, { as: staff, params, body: decision }))
}

/** What the craftsman leaves at the job of somebody who stays. */
async function offersElsewhere(): Promise<void> {
  const job = ok(
    await call(jobRoutes.createJob, {
      as: other,
      body: { ...anOpenJob(), title: 'A tap of mine', description: 'It drips' },
    }),
  ).body
  canaries.splice(-2)
  const params = { jobId: job.id }
  ok(
    await call(quoteRoutes.submitQuote, {
      as: craftsman,
      params,
      body: { price: 10_000, notes: canary('notes') },
    }),
  )
  ok(await call(messageRoutes.sendMessage, { as: craftsman, params, body: { text: canary('chat') } }))
  ok(
    await call(messageRoutes.sendMessage, {
      as: other,
      params,
      body: { text: 'Are you coming today', with: craftsman.id },
    }),
  )
}

/** What stands in profiles, and what was sent to be verified. */
async function aProfile(): Promise<void> {
  ok(
    await call(userRoutes.updateMe, {
      as: craftsman,
      body: {
        bio: canary('bio'),
        portfolioImageUrls: [await aPicture('portfolio', craftsman)],
        profileImage: {
          publicId: (await storeImage({ purpose: 'profile', owner: craftsman.id, content: aPng() })).publicId,
        },
      },
    }),
  )
  ok(
    await call(notificationRoutes.addDevice, {
      as: client,
      body: { token: canary('device'), platform: 'ios' },
    }),
  )
  ok(
    await call(walletRoutes.addPayoutAccount, {
      as: craftsman,
      body: { kind: 'bank', holder: canary('holder'), iban: 'EG380019000500000000263180002' },
    }),
  )
  ok(await submit(craftsman, '29503172104567'))
  ok(
    await upload(
      craftsman,
      aPdf(canary('document')),
      { docType: canary('doctype') },
      `${canary('file')}.pdf`,
    ),
  )
}

/** What staff write about people, and what people ask. */
async function withTheStaff(): Promise<void> {
  ok(
    await call(adminUserRoutes.addNote, {
      as: staff,
      params: { userId: client.id },
      body: { text: canary('note') },
    }),
  )
  ok(
    await call(adminUserRoutes.setTags, {
      as: staff,
      params: { userId: client.id },
      body: { tags: [canary('tag')] },
    }),
  )
  ok(
    await call(faqRoutes.askFaq, {
      as: client,
      body: { question: `${canary('question')} ${canary('question')}?` },
    }),
  )
  await call(contactRoutes.sendEmail, {
    body: { name: canary('contact'), email: client.email, message: canary('contact') },
  })
}
