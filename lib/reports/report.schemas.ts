import * as z from 'zod'
import { id, idView, instantView } from '#lib/platform/border.ts'
import type { Id } from '#lib/platform/ids.ts'
import { text } from '#lib/platform/text.ts'
import { REPORTABLE } from '#lib/reports/reportable.ts'

export const newReport = z.strictObject({
  targetType: z.enum(REPORTABLE),
  targetId: id<Id<string>>(),
  reason: text(1_000, 3),
})

export const reportView = z.strictObject({
  id: idView,
  targetType: z.enum(REPORTABLE),
  targetId: idView,
  reason: z.string(),
  status: z.enum(['Open', 'Resolved']),
  createdAt: instantView,
})
