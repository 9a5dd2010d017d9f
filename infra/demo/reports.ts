import { DEMO, reportId } from '#infra/demo/demo-ids.ts'
import type { ReportRecord } from '#lib/model/report.model.ts'
import { addMs, HOUR } from '#lib/platform/clock.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** The report that waits for staff: client2 about the profile of craftsman8. */
export function demoReports(now: Date): readonly ReportRecord[] {
  const { client2, craftsman8 } = DEMO.people
  const _id = objectId(reportId(1))
  return [
    {
      _id,
      reporter: objectId(client2.id),
      targetType: 'user',
      target: objectId(craftsman8.id),
      against: objectId(craftsman8.id),
      job: null,
      reason: 'The pictures in the profile are of somebody else’s work',
      status: 'Open',
      lead: _id,
      isLead: true,
      reportCount: 1,
      createdAt: addMs(now, -6 * HOUR),
    },
  ]
}
