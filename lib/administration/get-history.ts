import type { HistoryKind } from '#lib/administration/history.schemas.ts'
import { type HistorySource, historySourcesOf } from '#lib/administration/history-sources.ts'
import { logLook } from '#lib/administration/log-look.ts'
import { readManagedUser } from '#lib/administration/managed-user.ts'
import { readTimeline, type TimelineKey } from '#lib/lists/read-timeline.ts'
import { Message } from '#lib/model/message.model.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { MAX_TIME_MS, objectId } from '#lib/platform/mongo.ts'
import type { Paging } from '#lib/platform/paging.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

/**
 * Everything that happened with one person, newest first, for staff: jobs, money, disputes, strikes, logins and what
 * staff did; of messages only how many they wrote. The look is logged before anything is shown (USER_NOT_FOUND).
 */
export async function getHistory(userId: UserId, paging: Paging, staff: Principal) {
  const { role } = await readManagedUser(userId)
  await logLook(userId, 'history', staff)
  const sources = historySourcesOf(userId, role)
  const [{ keys, pagination }, messages] = await Promise.all([
    readTimeline(sources, paging),
    Message.countDocuments({ from: objectId(userId) }),
  ])
  return { data: await entriesOf(keys, sources), pagination, messages }
}

/** The entries of some keys, read with one query a kind, in the order of the keys. */
async function entriesOf(keys: readonly TimelineKey[], sources: readonly HistorySource[]) {
  const documents = new Map<string, Readonly<Record<string, unknown>>>()
  await Promise.all(
    sources.map(async ({ kind, model }) => {
      const ids = keys.filter((key) => key.kind === kind).map(({ id }) => id)
      if (ids.length === 0) return
      const found = await model.collection.find({ _id: { $in: ids } }, { maxTimeMS: MAX_TIME_MS }).toArray()
      for (const document of found) documents.set(`${kind}:${String(document._id)}`, document)
    }),
  )
  const byKind = new Map(sources.map((source) => [source.kind, source]))
  return keys.map(({ kind, id, at }) => {
    const document = documents.get(`${kind}:${id.toHexString()}`) ?? {}
    const { what, status, amount, job, by } = byKind.get(kind)?.toFacts(document) ?? {}
    return {
      kind: kind as HistoryKind, // the sources have no others
      id: idOf<string>(id),
      at: at.toISOString(),
      what: what ?? null,
      status: status ?? null,
      amount: amount ?? null,
      jobId: job?.toHexString() ?? null,
      byId: by?.toHexString() ?? null,
    }
  })
}
