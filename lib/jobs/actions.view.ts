import * as z from 'zod'
import { JOB_STATUSES } from '#lib/model/job-status.ts'
import { instantView, piastresView } from '#lib/platform/api-schemas.ts'

/** In piastres; null if the transition splits no money now. */
const splitView = z
  .strictObject({ client: piastresView, craftsman: piastresView, platform: piastresView })
  .nullable()

export const actionsView = z
  .strictObject({
    status: z.enum(JOB_STATUSES),
    actions: z.array(
      z.strictObject({
        action: z.string(),
        to: z.enum(JOB_STATUSES),
        until: instantView.nullable(),
        allowed: z.boolean(),
        because: z.string().nullable(),
        money: splitView,
      }),
    ),
    ifNobodyActs: z.strictObject({ at: instantView, to: z.enum(JOB_STATUSES), money: splitView }).nullable(),
  })
  .meta({ id: 'Actions' })
