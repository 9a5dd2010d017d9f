import * as z from 'zod'
import { BLOCKER_KINDS, DELETION_STATUSES } from '#lib/model/deletion-status.ts'
import { idView, instantView, piastresView } from '#lib/platform/api-schemas.ts'
import { characters } from '#lib/platform/text.ts'

export const deletionWish = z.strictObject({
  password: characters(512).optional(),
  waiveBalance: z.boolean().optional(),
})

const blockerView = z
  .strictObject({
    kind: z.enum(BLOCKER_KINDS),
    id: idView.optional(),
    amount: piastresView.optional(),
  })
  .meta({ id: 'DeletionBlocker' })

/** Where the wish of a person to have their account erased stands. */
export const deletionView = z
  .strictObject({
    status: z.enum(['None', ...DELETION_STATUSES]),
    requestedAt: instantView.nullable(),
    dueAt: instantView.nullable(),
    waiveBalance: z.boolean(),
    postponed: z.boolean(),
    blockers: z.array(blockerView),
  })
  .meta({ id: 'DeletionRequest' })
