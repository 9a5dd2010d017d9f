import * as z from 'zod'
import { personView } from '#lib/embedded/person.schemas.ts'
import { ACTIONS } from '#lib/model/activity-actions.ts'
import { id, idView, instant, instantView } from '#lib/platform/api-schemas.ts'
import type { Id, UserId } from '#lib/platform/ids.ts'
import { listQuery } from '#lib/platform/paging.ts'

export const activitySearch = listQuery({
  actor: id<UserId>().optional(),
  action: z.enum(ACTIONS).optional(),
  target: id<Id<string>>().optional(),
  from: instant.optional(),
  to: instant.optional(),
})

export type ActivitySearch = z.output<typeof activitySearch>

export const activityView = z
  .strictObject({
    id: idView,
    /** Its place in the chain; null for the minute until it is sealed. */
    number: z.int().nullable(),
    action: z.string(),
    /** Null if a timer or a gateway did it. */
    actor: personView.nullable(),
    target: z.strictObject({ kind: z.string(), id: idView }),
    details: z.record(z.string(), z.unknown()),
    at: instantView,
  })
  .meta({ id: 'ActivityEntry' })
