import mongoose from 'mongoose'
import { DEMO } from '#infra/local/demo/demo.ts'
import { demoDisputes } from '#infra/local/demo/disputes.ts'
import { seedFees } from '#infra/local/demo/fees.ts'
import { demoMessages } from '#infra/local/demo/messages.ts'
import { seedPayments } from '#infra/local/demo/payments.ts'
import { demoPeople } from '#infra/local/demo/people.ts'
import { demoScene } from '#infra/local/demo/scene.ts'
import { seedWallets } from '#infra/local/demo/wallets.ts'
import { hashPassword } from '#lib/auth/password.ts'
import { Contract } from '#lib/contracts/contract.model.ts'
import { Dispute } from '#lib/disputes/dispute.model.ts'
import { Invitation } from '#lib/invitations/invitation.model.ts'
import { Job } from '#lib/jobs/job.model.ts'
import { Message } from '#lib/messages/message.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { Quote } from '#lib/quotes/quote.model.ts'
import { Service } from '#lib/services/service.model.ts'
import { User } from '#lib/users/user.model.ts'

/** bcrypt takes a quarter of a second: one hash of the one password serves all, once per process. */
let hashed: Promise<string> | undefined
const demoHash = (): Promise<string> => (hashed ??= hashPassword(DEMO.password))

/**
 * Puts the demo scene into the database: services, people, and jobs in every state. What is there already
 * stays as it is, so that a second call changes nothing.
 */
export async function seedDemo(): Promise<void> {
  const now = clock()
  const people = demoPeople(await demoHash(), now)
  const { services, jobs, quotes, invitations, contracts } = demoScene(now)
  await Promise.all([
    unlessThere(User.insertMany([...people], MISSING)),
    unlessThere(Service.insertMany([...services], MISSING)),
    unlessThere(Job.insertMany([...jobs], MISSING)),
    unlessThere(Quote.insertMany([...quotes], MISSING)),
    unlessThere(Invitation.insertMany([...invitations], MISSING)),
    unlessThere(Contract.insertMany([...contracts], MISSING)),
    unlessThere(Dispute.insertMany([...demoDisputes(now)], MISSING)),
    unlessThere(Message.insertMany([...demoMessages(now)], MISSING)),
  ])
  await seedWallets(now)
  await seedPayments(now)
  await seedFees()
}

/** The admin alone: what `npm start -- --empty` begins with. */
export async function seedAdmin(): Promise<void> {
  const admin = demoPeople(await demoHash(), clock()).filter(({ role }) => role === 'Admin')
  await unlessThere(User.insertMany(admin, MISSING))
}

/** Gives the demo people their password anew: after JWT_SECRET changed, no stored hash fits any more. */
export async function rehashDemo(): Promise<void> {
  const emails = Object.values(DEMO.people).map(({ email }) => email)
  await User.collection.updateMany({ email: { $in: emails } }, { $set: { password: await demoHash() } })
}

/** Inserts what is not there yet: whole lists at once, past the documents that are. */
const MISSING = { ordered: false, throwOnValidationError: true } as const

async function unlessThere(inserting: Promise<unknown>): Promise<void> {
  try {
    await inserting
  } catch (error) {
    const isThere = error instanceof mongoose.mongo.MongoBulkWriteError && error.code === 11000
    if (!isThere) throw error
  }
}
