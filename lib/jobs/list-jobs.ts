import type { PipelineStage } from 'mongoose'
import { Job } from '#lib/jobs/job.model.ts'
import type { JobSearch } from '#lib/jobs/job.schemas.ts'
import { showJob } from '#lib/jobs/job.view.ts'
import type { Asker } from '#lib/jobs/job-case.ts'
import { OPEN_STATUSES } from '#lib/jobs/process.ts'
import { readJobs } from '#lib/jobs/read-jobs.ts'
import { patternFor } from '#lib/jobs/search-text.ts'
import { pageOf, skipped } from '#lib/platform/border.ts'
import { isStaff } from '#lib/users/role.ts'

import { objectId } from '#lib/platform/mongo.ts'
type Filter = Record<string, unknown>

/**
 * List jobs: craftsmen browse what is open, everybody finds his own.
 * 1. without `mine` and `status`: the open jobs; a status that is not open finds only one's own (staff: all)
 * 2. filters by service, place and radius, budget, words; the page and its count are read side by side
 */
export async function listJobs(search: JobSearch, asker: Asker) {
  const found = findStages(search, asker)
  const page: PipelineStage[] = [
    { $sort: sortOf(search) },
    { $skip: skipped(search) },
    { $limit: search.limit },
  ]
  const [jobs, [counted]] = await Promise.all([
    readJobs([...found, ...page]),
    Job.aggregate<{ items: number }>([...found, { $count: 'items' }]).exec(),
  ])
  return pageOf(
    jobs.map((job) => showJob(job, asker)),
    counted?.items ?? 0,
    search,
  )
}

/** Places have to be asked for first in a pipeline; `$geoNear` answers the distance with each job. */
function findStages({ near, radiusKm, ...search }: JobSearch, asker: Asker): PipelineStage[] {
  const query = filterOf(search, asker)
  if (!near) return [{ $match: query }]
  const point = { type: 'Point' as const, coordinates: near }
  const maxDistance = radiusKm === undefined ? {} : { maxDistance: radiusKm * 1000 }
  return [{ $geoNear: { near: point, distanceField: 'distance', key: 'area', query, ...maxDistance } }]
}

function filterOf(search: Omit<JobSearch, 'near' | 'radiusKm'>, asker: Asker): Filter {
  const { status, category, minBudget, maxBudget, q } = search
  const budget = {
    ...(minBudget !== undefined && { $gte: minBudget }),
    ...(maxBudget !== undefined && { $lte: maxBudget }),
  }
  return {
    ...visibleTo(search, asker),
    ...(status && { status }),
    ...(category && { category }),
    ...(Object.keys(budget).length > 0 && { budget }),
    ...(q && { searchText: { $regex: patternFor(q) } }),
  }
}

function visibleTo({ mine, status }: Pick<JobSearch, 'mine' | 'status'>, asker: Asker): Filter {
  const me = objectId(asker.id)
  const his = [{ client: me }, { craftsman: me }]
  const open = { $in: [...OPEN_STATUSES] }
  if (mine) return { $or: his }
  if (!status) return { status: open }
  return isStaff(asker.role) ? {} : { $or: [...his, { status: open }] }
}

/** Every order ends in the id, so that pages neither repeat nor skip a job. */
function sortOf({ sort, near }: JobSearch): Record<string, 1 | -1> {
  const asked = sort ?? (near ? 'nearest' : 'newest')
  switch (asked) {
    case 'nearest':
      return near ? { distance: 1, _id: -1 } : { createdAt: -1, _id: -1 }
    case 'newest':
      return { createdAt: -1, _id: -1 }
    case 'oldest':
      return { createdAt: 1, _id: 1 }
    case 'budget':
      return { budget: -1, _id: -1 }
    case 'soonest':
      return { preferredAt: 1, _id: -1 }
  }
}
