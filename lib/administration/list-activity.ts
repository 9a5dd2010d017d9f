import type { PipelineStage } from 'mongoose'
import type * as z from 'zod'
import { decryptDetails, type PersonalDetails } from '#lib/activity/personal-details.ts'
import type { ActivitySearch, activityView } from '#lib/administration/activity-log.schemas.ts'
import { type PersonRecord, toPersonView, withPerson } from '#lib/embedded/person.ts'
import { fail } from '#lib/errors/app-error.ts'
import { pageOf, readPage } from '#lib/lists/read-page.ts'
import { ActivityLog, type ActivityRecord } from '#lib/model/activity.model.ts'
import { toCsv } from '#lib/platform/csv.ts'
import { CsvFile } from '#lib/platform/csv-file.ts'
import { idOf } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** About 10 MB: what a function reads and writes within its time. Over 4 MB the answer is a link to it. */
const MAX_LINES = 50_000

/** The latest entry first. */
const ORDER = { at: -1, _id: -1 } as const

/** An entry with who did it and its place in the chain. */
interface EntryWithPlace extends Omit<ActivityRecord, 'actor'> {
  actor: PersonRecord | null
  seal: { _id: number } | null
}

/**
 * List the activity log, latest first, with filters. What an entry says about a person is encrypted with that person's
 * key and shown decrypted; `personal` is null if the key was destroyed.
 */
export async function listActivity(search: ActivitySearch) {
  const page = await readPage<EntryWithPlace>({
    model: ActivityLog,
    filter: filterOf(search),
    order: ORDER,
    search,
    isBrowsed: true,
    read: readEntries,
  })
  const views = await Promise.all(page.items.map(toActivityView))
  return pageOf({ ...page, items: views }, (view) => view)
}

/** The same as a table for spreadsheets, without pages. Throws TABLE_TOO_LONG for more than 50,000 lines. */
export async function writeActivityCsv(search: ActivitySearch): Promise<CsvFile> {
  const entries = await readEntries([
    { $match: filterOf(search) },
    { $sort: ORDER },
    { $limit: MAX_LINES + 1 },
  ])
  if (entries.length > MAX_LINES) throw fail('TABLE_TOO_LONG')
  const headings = ['Number', 'At (UTC)', 'Action', 'Actor', 'Target kind', 'Target', 'Details', 'Request']
  const rows = entries.map(({ seal, at, action, actor, target, details, requestId }) => [
    seal?._id ?? null,
    at.toISOString(),
    action,
    actor ? idOf(actor._id) : null,
    target.kind,
    idOf(target.id),
    JSON.stringify(withoutPersonal(details)),
    requestId ?? null,
  ])
  return new CsvFile('activity-log.csv', toCsv([headings, ...rows]))
}

function filterOf({ actor, action, target, from, to }: ActivitySearch): Record<string, unknown> {
  return {
    ...(actor && { actor: objectId(actor) }),
    ...(action && { action }),
    ...(target && { 'target.id': objectId(target) }),
    ...((from ?? to) && { at: { ...(from && { $gte: from }), ...(to && { $lt: to }) } }),
  }
}

const readEntries = (stages: PipelineStage[]): Promise<EntryWithPlace[]> =>
  ActivityLog.aggregate<EntryWithPlace>([
    ...stages,
    ...withPerson('actor'),
    {
      $lookup: {
        from: 'activitySeals',
        localField: '_id',
        foreignField: 'entry',
        as: 'seal',
        pipeline: [{ $project: { _id: 1 } }],
      },
    },
    { $set: { seal: { $ifNull: [{ $first: '$seal' }, null] } } },
  ]).exec()

async function toActivityView(entry: EntryWithPlace): Promise<z.input<typeof activityView>> {
  const { _id, seal, action, actor, target, details, at } = entry
  const personal = details.personal as PersonalDetails | undefined
  return {
    id: idOf<'Activity'>(_id),
    number: seal?._id ?? null,
    action,
    actor: actor && toPersonView(actor),
    target: { kind: target.kind, id: idOf(target.id) },
    details: {
      ...withoutPersonal(details),
      ...(personal && ((await decryptDetails(personal)) ?? { personal: null })),
    },
    at: at.toISOString(),
  }
}

/** A table leaves the house: what is personal stays. */
const withoutPersonal = ({ personal: _, ...details }: ActivityRecord['details']) => details
