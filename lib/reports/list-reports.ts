import type * as z from 'zod'
import { pageOf, readPage } from '#lib/lists/read-page.ts'
import { Report } from '#lib/model/report.model.ts'
import { readCases } from '#lib/reports/read-reports.ts'
import type { reportSearch } from '#lib/reports/report.schemas.ts'
import { toReportCaseView } from '#lib/reports/report.view.ts'

/** List the reports for staff, the oldest first: one entry for each target, however many users reported it. */
export const listReports = async (search: z.output<typeof reportSearch>) =>
  pageOf(
    await readPage({
      model: Report,
      filter: { isLead: true, status: search.status },
      order: { createdAt: 1, _id: 1 },
      search,
      isBrowsed: true,
      read: (stages) => readCases(stages),
    }),
    toReportCaseView,
  )
