import * as z from 'zod'
import { jobBriefView } from '#lib/embedded/job-brief.schemas.ts'
import { personView } from '#lib/embedded/person.schemas.ts'
import { INVITATION_STATUSES } from '#lib/model/invitation-status.ts'
import { id, idView, instantView } from '#lib/platform/api-schemas.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { listQuery } from '#lib/platform/paging.ts'

export const invite = z.strictObject({ craftsmanId: id<UserId>() })

export const invitationAnswer = z.strictObject({ response: z.enum(['Accepted', 'Rejected']) })

export const invitationSearch = listQuery({ status: z.enum(INVITATION_STATUSES).optional() })

export const invitationView = z
  .strictObject({
    id: idView,
    job: jobBriefView,
    craftsman: personView,
    status: z.enum(INVITATION_STATUSES),
    respondedAt: instantView.nullable(),
    createdAt: instantView,
  })
  .meta({ id: 'Invitation' })
