import type { Types } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { type Order, sectionOf } from '#lib/lists/order.ts'
import { Block } from '#lib/model/block.model.ts'
import { Device } from '#lib/model/device.model.ts'
import { isStaff, type Role } from '#lib/model/role.ts'
import { Session } from '#lib/model/session.model.ts'
import { User } from '#lib/model/user.model.ts'
import { readPreferences } from '#lib/notifications/preferences.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { encodePlace, type ExportPlace, type exportView, SECTION_NAMES } from '#lib/privacy/export.schemas.ts'
import { type ExportSection, sectionsOf, type TimeField } from '#lib/privacy/export-sections.ts'
import { readOwnProfile } from '#lib/users/read-own-profile.ts'

/** So many documents are read at a time. */
const PAGE_SIZE = 100

/** A part ends behind the page with which it is longer than this, in bytes: an answer has 4 MB at most. */
const PART_SIZE = 3_400_000

interface Exporter {
  readonly id: UserId
  readonly role: Role
  readonly locale: Locale
}

type Part = z.input<typeof exportView>

/**
 * Export everything that is held about oneself, by the rules of visibility that hold everywhere: nothing of the other side
 * that is hidden, reviews that are not revealed only for their writer, covered contacts as the chat shows them. It is one
 * document; where it would be too large to be answered, it ends with `next`, with which the next part is asked for. Each
 * list is read a page at a time along its index, so that memory and answers stay small however much there is.
 * The export is in the activity log.
 */
export async function exportData(exporter: Exporter, place?: ExportPlace): Promise<Part> {
  const viewer = { id: exporter.id, role: isStaff(exporter.role) ? ('Client' as const) : exporter.role }
  const sections = sectionsOf(viewer, exporter.locale)
  const account = place ? undefined : await readAccount(exporter.id)
  if (!place) await logExport(exporter.id)
  const lists: Record<string, unknown[]> = {}
  const partWith = (next: string | null) =>
    ({ exportedAt: clock().toISOString(), ...(account && { account }), ...lists, next }) as Part // each list is shown by its view
  let size = 0
  let after = place?.after ?? null
  for (const name of SECTION_NAMES.slice(place ? SECTION_NAMES.indexOf(place.section) : 0)) {
    const items: unknown[] = []
    lists[name] = items
    for await (const { shown, last } of pagesOf(sections[name], after)) {
      items.push(...shown)
      size += shown.reduce<number>((sum, one) => sum + Buffer.byteLength(JSON.stringify(one)), 0)
      if (size < PART_SIZE) continue
      return partWith(encodePlace({ section: name, after: last }))
    }
    after = null
  }
  return partWith(null)
}

interface Page {
  readonly shown: readonly unknown[]
  readonly last: NonNullable<ExportPlace['after']>
}

async function* pagesOf(
  { filter, time, read, show }: ExportSection,
  from: ExportPlace['after'],
): AsyncGenerator<Page> {
  const order: Order = { [time]: -1, _id: -1 }
  let after = from
  for (;;) {
    const found = (await read([
      { $match: sectionOf(filter, order, after ? { after } : {}) },
      { $sort: order },
      { $limit: PAGE_SIZE },
    ])) as Readonly<Record<TimeField | '_id', unknown>>[]
    const end = found.at(-1)
    if (!end) return
    after = [{ at: (end[time] as Date).getTime() }, { id: idOf<string>(end._id as Types.ObjectId) }]
    yield { shown: found.map((one) => show(one as never)), last: after }
    if (found.length < PAGE_SIZE) return
  }
}

/** The account itself: what belongs to one person and is little. */
async function readAccount(id: UserId): Promise<NonNullable<Part['account']>> {
  const user = await User.findOne({ _id: id, deletedAt: null }).lean()
  if (!user) throw fail('UNAUTHENTICATED')
  const [profile, notificationPreferences, blocks, devices, sessions] = await Promise.all([
    readOwnProfile(user),
    readPreferences(id),
    Block.find({ blocker: id }).lean(),
    Device.find({ user: id }).lean(),
    Session.find({ user: id }).sort({ createdAt: -1, _id: -1 }).limit(MAX_SESSIONS).lean(),
  ])
  return {
    profile,
    consents: user.consents.map(({ kind, version, at }) => ({ kind, version, at: at.toISOString() })),
    notificationPreferences,
    blockedUsers: blocks.map(({ blocked }) => idOf<'User'>(blocked)),
    devices: devices.map(({ platform, createdAt }) => ({ platform, createdAt: createdAt.toISOString() })),
    sessions: sessions.map(({ createdAt, endedAt }) => ({
      createdAt: createdAt.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
    })),
  }
}

/** Sessions last a month; nobody has more of them. */
const MAX_SESSIONS = 500

const logExport = (id: UserId): Promise<void> =>
  inTransaction((tx) => logActivity(tx, { actor: id, action: 'user.export', target: { kind: 'User', id } }))
