import type * as z from 'zod'
import { pageOf, readPage } from '#lib/lists/read-page.ts'
import { Strike } from '#lib/model/strike.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import type { ownStrikeSearch, strikeSearch } from '#lib/strikes/strike.schemas.ts'
import { readStrikes, toStaffStrikeView, toStrikeView } from '#lib/strikes/strike.view.ts'

/** List one's own strikes, newest first. */
export const listOwnStrikes = async (search: z.output<typeof ownStrikeSearch>, user: UserId) =>
  pageOf(
    await readPage({
      model: Strike,
      filter: { user: objectId(user) },
      order: { at: -1, _id: -1 },
      search,
      read: (stages) => readStrikes(stages),
    }),
    toStrikeView,
  )

type Search = z.output<typeof strikeSearch>

/** List strikes for staff, newest first; `Appealed` are those that wait for staff. */
export const listStrikes = async ({ status, userId, ...search }: Search) =>
  pageOf(
    await readPage({
      model: Strike,
      filter: { ...(userId && { user: objectId(userId) }), ...(status && { status }) },
      order: { at: -1, _id: -1 },
      search,
      isBrowsed: true,
      read: (stages) => readStrikes(stages),
    }),
    toStaffStrikeView,
  )
