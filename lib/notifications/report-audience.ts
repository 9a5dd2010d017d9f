import { Report } from '#lib/model/report.model.ts'
import type { Id } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** Everybody who reported what staff have resolved. `reportId` is the first report of the target. */
export async function reportAudience({
  reportId,
}: {
  readonly reportId: string
}): Promise<readonly string[]> {
  const reports = await Report.find({ lead: objectId(reportId as Id<'Report'>) }, { reporter: 1 }).lean()
  return reports.map(({ reporter }) => reporter.toHexString())
}
