import * as z from 'zod'
import { REPORT_TARGETS } from '#lib/model/report-targets.ts'
import { id, idView, instantView } from '#lib/platform/api-schemas.ts'
import type { Id } from '#lib/platform/ids.ts'
import { text } from '#lib/platform/text.ts'

export const newReport = z.strictObject({
  targetType: z.enum(REPORT_TARGETS),
  targetId: id<Id<string>>(),
  reason: text(1_000, 3),
})

export const reportView = z
  .strictObject({
    id: idView,
    targetType: z.enum(REPORT_TARGETS),
    targetId: idView,
    reason: z.string(),
    status: z.enum(['Open', 'Resolved']),
    createdAt: instantView,
  })
  .meta({ id: 'Report' })
