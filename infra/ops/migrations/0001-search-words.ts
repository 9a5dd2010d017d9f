import { batchOf, behind } from '#infra/ops/migrations/batch-of.ts'
import type { Migration } from '#infra/ops/migrations/migration.ts'
import { User } from '#lib/model/user.model.ts'
import { searchWordsOf } from '#lib/model/user-search.ts'

const BATCH_SIZE = 500

/**
 * Accounts are found by `searchWords`, which are folded by our own rules. An account that was stored under other rules is
 * written again only when it changes, and is not found until then. This folds all of them by the rules of today, but for
 * erased ones: these have no words, since nobody finds them.
 */
export const searchWords: Migration = {
  id: '0001-search-words',
  summary: 'Every account is found by its words as they are folded today',
  async batch(after, tx) {
    const users = await User.find({ ...behind(after), deletedAt: null })
      .select(['firstName', 'lastName', 'email', 'phone', 'tags', 'searchWords'])
      .sort({ _id: 1 })
      .limit(BATCH_SIZE)
      .session(tx)
      .lean()
    const stale = users.flatMap((user) => {
      const words = searchWordsOf(user)
      const isRight = words.join('\n') === (user.searchWords ?? []).join('\n')
      return isRight
        ? []
        : [{ updateOne: { filter: { _id: user._id }, update: { $set: { searchWords: words } } } }]
    })
    // by the driver itself: the model would read each account once more to fold it
    if (stale.length > 0) await User.collection.bulkWrite(stale, { session: tx })
    return batchOf(users, { size: BATCH_SIZE, changed: stale.length })
  },
}
