import type { ClientSession, PipelineStage, Types } from 'mongoose'
import { type PersonRecord, withPeople, withPerson } from '#lib/embedded/person.ts'
import { fail } from '#lib/errors/app-error.ts'
import { Report, type ReportRecord } from '#lib/model/report.model.ts'
import type { ReportId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { type ReportedContent, withContent } from '#lib/reports/reported-content.ts'

interface ReportOfCase extends Pick<ReportRecord, '_id' | 'reason' | 'createdAt'> {
  reporter: PersonRecord | null
}

/** A leading report with its people, all the reports of the same target, and what they are about. */
export interface ReportCase extends Omit<ReportRecord, 'reporter' | 'against'> {
  reporter: PersonRecord | null
  against: PersonRecord | null
  reports: ReportOfCase[]
  content: ReportedContent | null
}

/** So many reports of a case are shown. */
const MAX_REPORTS = 50

const withReports: PipelineStage.FacetPipelineStage = {
  $lookup: {
    from: 'reports',
    localField: '_id',
    foreignField: 'lead',
    as: 'reports',
    pipeline: [
      { $sort: { _id: 1 } },
      { $limit: MAX_REPORTS },
      { $project: { reporter: 1, reason: 1, createdAt: 1 } },
      ...withPerson('reporter'),
    ],
  },
}

/** Reads leading reports, and then what all of them are about. */
export async function readCases(
  stages: readonly PipelineStage[],
  tx: ClientSession | null = null,
): Promise<ReportCase[]> {
  const cases = await Report.aggregate<Omit<ReportCase, 'content'>>([
    ...stages,
    ...withPeople('reporter', 'against'),
    withReports,
  ])
    .session(tx)
    .exec()
  return withContent(cases, tx)
}

/** The leading report of a report. Throws REPORT_NOT_FOUND. */
export async function findLead(reportId: ReportId): Promise<ReportRecord> {
  const report = await Report.findById(reportId, { lead: 1 }).lean()
  const lead = report && (await Report.findById(report.lead).lean())
  if (!lead) throw fail('REPORT_NOT_FOUND')
  return lead
}

export async function readCase(lead: Types.ObjectId, tx: ClientSession | null = null): Promise<ReportCase> {
  const [found] = await readCases([{ $match: { _id: objectId(lead.toHexString() as ReportId) } }], tx)
  if (!found) throw fail('REPORT_NOT_FOUND')
  return found
}
