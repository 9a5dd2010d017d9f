import * as z from 'zod'
import { INVITATION_STATUSES } from '#lib/invitations/invitation-status.ts'
import { jobBriefView } from '#lib/jobs/job.schemas.ts'
import { id, idView, instantView, paging } from '#lib/platform/border.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { personView } from '#lib/users/person.schemas.ts'

export const invite = z.strictObject({ craftsmanId: id<UserId>() })

export const invitationAnswer = z.strictObject({ response: z.enum(['Accepted', 'Rejected']) })

export const invitationSearch = z.object({ ...paging, status: z.enum(INVITATION_STATUSES).optional() })

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
