import type * as z from 'zod'
import { type PersonRecord, toPersonView } from '#lib/embedded/person.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { ReportCase } from '#lib/reports/read-reports.ts'
import type { reportCaseView } from '#lib/reports/report.schemas.ts'

const personOrNull = (person: PersonRecord | null) => person && toPersonView(person)

/** The API view of what was reported of one target, for staff. */
export const toReportCaseView = (report: ReportCase): z.input<typeof reportCaseView> => ({
  id: idOf<'Report'>(report._id),
  targetType: report.targetType,
  targetId: idOf<string>(report.target),
  reason: report.reason,
  status: report.status,
  reporter: personOrNull(report.reporter),
  against: personOrNull(report.against),
  content: report.content && {
    ...report.content,
    images: [...report.content.images],
    jobId: report.job && idOf<'Job'>(report.job),
  },
  reportCount: report.reportCount,
  reports: report.reports.map(({ _id, reporter, reason, createdAt }) => ({
    id: idOf<'Report'>(_id),
    reporter: personOrNull(reporter),
    reason,
    createdAt: createdAt.toISOString(),
  })),
  resolution: report.resolution
    ? {
        outcome: report.resolution.outcome,
        note: report.resolution.note,
        at: report.resolution.at.toISOString(),
      }
    : null,
  createdAt: report.createdAt.toISOString(),
})
