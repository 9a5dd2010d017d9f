import type { PipelineStage } from 'mongoose'
import type { JobSearch } from '#lib/jobs/job.schemas.ts'
import { toJobView } from '#lib/jobs/job.view.ts'
import { withOriginals } from '#lib/jobs/originals-of-jobs.ts'
import { readJobs } from '#lib/jobs/read-jobs.ts'
import { searchPattern } from '#lib/jobs/search-text.ts'
import { pageOf } from '#lib/lists/read-page.ts'
import { Job } from '#lib/model/job.model.ts'
import { OPEN_STATUSES } from '#lib/model/job-status.ts'
import { isStaff } from '#lib/model/role.ts'
import { objectId } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

type Filter = Record<string, unknown>

/**
 * List jobs: craftsmen browse the open ones, and everybody finds their own.
 * 1. without `mine` and `status`, the open jobs; with a status that is not open, only the caller's own (staff: all)
 * 2. filters: service, place and radius, budget, words. The page and its count are read in parallel
 */
export async function listJobs(search: JobSearch, principal: Principal) {
  const matching = findStages(search, principal)
  const { page = 1, limit } = search
  const [jobs, [counted]] = await Promise.all([
    readJobs([...matching, { $sort: sortOf(search) }, { $skip: (page - 1) * limit }, { $limit: limit }]),
    Job.aggregate<{ items: number }>([...matching, { $count: 'items' }]).exec(),
  ])
  const items = await withOriginals(jobs, principal)
  const totalItems = counted?.items ?? 0
  const pagination = { page, limit, totalPages: Math.ceil(totalItems / limit), totalItems }
  return pageOf({ items, pagination }, (job) => toJobView(job, principal))
}

/** `$geoNear` has to be the first stage of a pipeline; it returns the distance with each job. */
function findStages({ near, radiusKm, ...search }: JobSearch, principal: Principal): PipelineStage[] {
  const query = filterOf(search, principal)
  if (!near) return [{ $match: query }]
  const point = { type: 'Point' as const, coordinates: near }
  const maxDistance = radiusKm * 1000
  return [{ $geoNear: { near: point, distanceField: 'distance', key: 'area', query, maxDistance } }]
}

function filterOf(search: Omit<JobSearch, 'near' | 'radiusKm'>, principal: Principal): Filter {
  const { status, category, minBudget, maxBudget, q } = search
  const budget = {
    ...(minBudget !== undefined && { $gte: minBudget }),
    ...(maxBudget !== undefined && { $lte: maxBudget }),
  }
  return {
    ...visibleTo(search, principal),
    ...(status && { status }),
    ...(category && { category }),
    ...(Object.keys(budget).length > 0 && { budget }),
    ...(q && { searchText: { $regex: searchPattern(q) } }),
  }
}

function visibleTo({ mine, status }: Pick<JobSearch, 'mine' | 'status'>, principal: Principal): Filter {
  const me = objectId(principal.id)
  const own = [{ client: me }, { craftsman: me }]
  const open = { $in: [...OPEN_STATUSES] }
  if (mine) return { $or: own }
  if (!status) return { status: open }
  return isStaff(principal.role) ? {} : { $or: [...own, { status: open }] }
}

/** Every order ends in the id, so that pages neither repeat nor skip a job. */
function sortOf({ sort, near }: JobSearch): Record<string, 1 | -1> {
  const order = sort ?? (near ? 'nearest' : 'newest')
  switch (order) {
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
