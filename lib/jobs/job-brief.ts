import type { PipelineStage } from 'mongoose'

/** Puts the brief of the job whose id `job` holds in its place, in the same round trip as the read itself. */
export const withJobBrief: PipelineStage.FacetPipelineStage[] = [
  {
    $lookup: {
      from: 'jobs',
      localField: 'job',
      foreignField: '_id',
      as: 'job',
      pipeline: [{ $project: { title: 1, status: 1 } }],
    },
  },
  { $set: { job: { $first: '$job' } } },
]
