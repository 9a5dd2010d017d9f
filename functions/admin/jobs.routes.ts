import { jobDeletion } from '#lib/administration/job-administration.schemas.ts'
import { jobParams, jobView } from '#lib/jobs/job.schemas.ts'
import { defineRoutes } from '#lib/lambda/http/define-route.ts'
import { STAFF } from '#lib/model/role.ts'

export const adminJobRoutes = defineRoutes('admin', {
  deleteJob: {
    method: 'DELETE',
    path: '/api/admin/jobs/{jobId}',
    access: STAFF,
    params: jobParams,
    body: jobDeletion,
    answers: { 200: jobView },
    fails: ['JOB_NOT_FOUND', 'MOVE_NOT_ALLOWED', 'DISPUTE_WINDOW_OVER'],
    uses: ['mongo', 'keys', 'events'],
    summary: 'Delete a job: cancelled with a full refund before the craftsman sets out, else disputed',
    description:
      'Nothing is physically deleted. Both parties are told, with the `reason`. A job that is over or in dispute already cannot be deleted.',
    matrix: { moderator: 200, admin: 200 },
  },
})
