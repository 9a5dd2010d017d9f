import type { PipelineStage, Types } from 'mongoose'
import type * as z from 'zod'
import type { jobBriefView } from '#lib/embedded/job-brief.schemas.ts'
import type { JobRecord } from '#lib/model/job.model.ts'
import { idOf } from '#lib/platform/ids.ts'

/** Pipeline stages that replace the id in `job` with the brief of that job, in the same round trip as the read. */
export const withJobBrief: PipelineStage.FacetPipelineStage[] = [
  {
    $lookup: {
      from: 'jobs',
      localField: 'job',
      foreignField: '_id',
      as: 'job',
      pipeline: [{ $project: { title: 1, status: 1, client: 1, craftsman: 1 } }],
    },
  },
  { $set: { job: { $first: '$job' } } },
]

export interface JobBrief {
  _id: Types.ObjectId
  title: string
  status: JobRecord['status']
  client: JobRecord['client']
  /** The hired one. */
  craftsman?: JobRecord['craftsman']
}

export const toJobBriefView = ({ _id, title, status }: JobBrief): z.input<typeof jobBriefView> => ({
  id: idOf<'Job'>(_id),
  title,
  status,
})
