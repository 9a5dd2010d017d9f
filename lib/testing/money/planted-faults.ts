import mongoose from 'mongoose'
import { Balance } from '#lib/model/balance.model.ts'
import { Journal, type JournalRecord } from '#lib/model/journal.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { User } from '#lib/model/user.model.ts'
import { walletOf } from '#lib/money/accounts.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** Where a fault is planted: a craftsman, and the version of the posting in their wallet that it concerns. */
interface Place {
  readonly userId: UserId
  readonly version: number
}

const journalAt = ({ userId, version }: Place): Promise<JournalRecord> =>
  Journal.findOne({ postings: mongoose.trusted({ $elemMatch: { account: walletOf(userId), version } }) })
    .lean()
    .orFail()

/** Writes past the code and past the validator of the collection, as somebody with a shell would. */
async function rewrite(place: Place, change: (journal: JournalRecord) => void): Promise<void> {
  const journal = await journalAt(place)
  change(journal)
  await Journal.collection.replaceOne({ _id: journal._id }, journal, { bypassDocumentValidation: true })
}

const lineAt = ({ userId, version }: Place) =>
  Transaction.find({ user: objectId(userId), status: 'Completed' })
    .sort({ _id: 1 })
    .skip(version - 1)
    .limit(1)
    .lean()
    .orFail()

/** Faults in what is stored about a craftsman's money, each as it could come about. */
export const FAULTS = {
  'an amount of a journal was changed, so that it does not add up': (place) =>
    rewrite(place, ({ postings }) => {
      for (const posting of postings.filter(({ account }) => account === walletOf(place.userId)))
        posting.amount += 100
    }),
  'two amounts of a journal were changed, so that it still adds up': (place) =>
    rewrite(place, ({ postings }) => {
      for (const posting of postings) posting.amount += Math.sign(posting.amount) * 100
    }),
  'the balance after a posting was changed': (place) =>
    rewrite(place, ({ postings }) => {
      for (const posting of postings) if (posting.balanceAfter) posting.balanceAfter += 100
    }),
  'the gateway of a journal was changed': (place) =>
    rewrite(place, ({ postings: [first] }) => {
      if (first) first.account = 'gateway:Bank'
    }),
  'the time of a journal was changed': (place) =>
    rewrite(place, (journal) => {
      journal.at = new Date(journal.at.getTime() - 1)
    }),
  'a journal was dropped': async (place) => {
    const { _id } = await journalAt(place)
    await Journal.collection.deleteOne({ _id })
  },
  'a journal is there twice, with another key': async (place) => {
    const journal = await journalAt(place)
    const copy = { ...journal, _id: new mongoose.Types.ObjectId(), key: `${journal.key}:again` }
    await Journal.collection.insertOne(copy, { bypassDocumentValidation: true })
  },
  'a posting was dropped from a journal': (place) =>
    rewrite(place, (journal) => {
      journal.postings = journal.postings.filter(({ account }) => account !== walletOf(place.userId))
    }),
  'the version of a posting was changed': (place) =>
    rewrite(place, ({ postings }) => {
      for (const posting of postings) if (posting.version) posting.version += 7
    }),
  'a balance was changed': async ({ userId }) => {
    await Balance.updateOne({ _id: walletOf(userId) }, { $inc: { posted: 1 } })
  },
  'the version of a balance was changed': async ({ userId }) => {
    await Balance.updateOne({ _id: walletOf(userId) }, { $inc: { version: 1 } })
  },
  'a balance was dropped': async ({ userId }) => {
    await Balance.deleteOne({ _id: walletOf(userId) })
  },
  'the balance that the craftsman sees was changed': async ({ userId }) => {
    await User.updateOne({ _id: userId }, { $inc: { 'wallet.balance': 1 } })
  },
  'a transaction was changed': async (place) => {
    const [line] = await lineAt(place)
    await Transaction.updateOne({ _id: line?._id ?? null }, { $inc: { amount: 1 } })
  },
  'a transaction was dropped': async (place) => {
    const [line] = await lineAt(place)
    await Transaction.deleteOne({ _id: line?._id ?? null })
  },
} satisfies Record<string, (place: Place) => Promise<void>>

export type Fault = keyof typeof FAULTS
