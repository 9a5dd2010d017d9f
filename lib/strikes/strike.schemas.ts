import * as z from 'zod'
import { jobBriefView } from '#lib/embedded/job-brief.schemas.ts'
import { personView } from '#lib/embedded/person.schemas.ts'
import { STRIKE_STATUSES } from '#lib/model/strike-status.ts'
import { id, idView, instantView } from '#lib/platform/api-schemas.ts'
import type { StrikeId, UserId } from '#lib/platform/ids.ts'
import { listQuery } from '#lib/platform/paging.ts'
import { text } from '#lib/platform/text.ts'

export const strikeParams = z.object({ strikeId: id<StrikeId>() })
export const strikeAppeal = z.strictObject({ reason: text(2_000, 3) })
export const strikeLift = z.strictObject({ note: text(2_000, 3).optional() })

export const ownStrikeSearch = listQuery({})
export const strikeSearch = listQuery({
  status: z.enum(STRIKE_STATUSES).optional(),
  userId: id<UserId>().optional(),
})

/** What a user reads of their own strikes. */
export const strikeView = z
  .strictObject({
    id: idView,
    job: jobBriefView,
    move: z.string().describe('The transition that caused it (GET /api/process)'),
    because: z.strictObject({ en: z.string(), ar: z.string() }),
    status: z.enum(STRIKE_STATUSES).describe('A lifted one counts nowhere any more'),
    appeal: z.strictObject({ reason: z.string(), at: instantView }).nullable(),
    lifted: z.strictObject({ note: z.string(), at: instantView }).nullable(),
    createdAt: instantView,
  })
  .meta({ id: 'Strike' })

export const staffStrikeView = strikeView.extend({ user: personView }).meta({ id: 'StaffStrike' })
