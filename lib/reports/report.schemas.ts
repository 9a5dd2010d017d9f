import * as z from 'zod'
import { personView } from '#lib/embedded/person.schemas.ts'
import { REPORT_OUTCOMES, REPORT_STATUSES, REPORT_TARGETS } from '#lib/model/report-targets.ts'
import { id, idView, instantView, orElse } from '#lib/platform/api-schemas.ts'
import type { Id, ReportId } from '#lib/platform/ids.ts'
import { listQuery } from '#lib/platform/paging.ts'
import { text } from '#lib/platform/text.ts'

export const reportParams = z.object({ reportId: id<ReportId>() })

export const newReport = z.strictObject({
  targetType: z.enum(REPORT_TARGETS),
  targetId: id<Id<string>>(),
  reason: text(1_000, 3),
})

export const reportResolution = z.strictObject({ outcome: z.enum(REPORT_OUTCOMES), note: text(2_000, 3) })

/** The open ones by default, the oldest first. */
export const reportSearch = listQuery({ status: orElse(z.enum(REPORT_STATUSES), 'Open') })

const reported = {
  id: idView,
  targetType: z.enum(REPORT_TARGETS),
  targetId: idView,
  reason: z.string(),
  status: z.enum(REPORT_STATUSES),
}

export const reportView = z.strictObject({ ...reported, createdAt: instantView }).meta({ id: 'Report' })

/** Everything that was reported of one target and is resolved together, as staff see it. */
export const reportCaseView = z
  .strictObject({
    ...reported,
    reporter: personView.nullable(),
    against: personView.nullable(),
    content: z
      .strictObject({
        title: z.string().nullable(),
        text: z.string().nullable(),
        images: z.array(z.string()),
        rating: z.int().nullable(),
        jobId: idView.nullable(),
      })
      .nullable(),
    reportCount: z.int(),
    reports: z.array(
      z.strictObject({
        id: idView,
        reporter: personView.nullable(),
        reason: z.string(),
        createdAt: instantView,
      }),
    ),
    resolution: z
      .strictObject({ outcome: z.enum(REPORT_OUTCOMES), note: z.string(), at: instantView })
      .meta({ id: 'ReportResolution' })
      .nullable(),
    createdAt: instantView,
  })
  .meta({ id: 'ReportCase' })
