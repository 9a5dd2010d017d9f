import * as z from 'zod'
import { JOB_STATUSES } from '#lib/model/job-status.ts'
import { idView } from '#lib/platform/api-schemas.ts'

/** A job inside another resource (api.md, "Shape"). */
export const jobBriefView = z
  .strictObject({ id: idView, title: z.string(), status: z.enum(JOB_STATUSES) })
  .meta({ id: 'JobBrief' })
