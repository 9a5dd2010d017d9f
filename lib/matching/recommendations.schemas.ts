import * as z from 'zod'
import { personView } from '#lib/embedded/person.schemas.ts'
import { FACTORS } from '#lib/matching/factors.ts'
import { NO_CANDIDATE } from '#lib/matching/no-candidate.ts'
import { id, idView, orElse, wholeInQuery } from '#lib/platform/api-schemas.ts'
import type { JobId, UserId } from '#lib/platform/ids.ts'
import { near } from '#lib/platform/near.ts'
import { listOf, listQuery } from '#lib/platform/paging.ts'
import { line } from '#lib/platform/text.ts'

const MAX_LIMIT = 50

export const recommendationsQuery = listQuery({
  limit: orElse(wholeInQuery(1, MAX_LIMIT), 10),
  jobId: id<JobId>().optional(),
  category: line(60).optional(),
  near: near.optional(),
  whyNot: id<UserId>().optional(),
}).superRefine(({ jobId, category, near: place, cursor }, context) => {
  const refuse = (path: string, message: string): void =>
    void context.addIssue({ code: 'custom', path: [path], message })
  if (cursor) refuse('cursor', 'This list has pages alone')
  if (jobId && (category !== undefined || place)) refuse('jobId', 'Cannot be combined with category and near')
  if (!jobId && category === undefined)
    refuse(place ? 'category' : 'jobId', 'Needs jobId, or category with near')
  if (!jobId && category !== undefined && !place) refuse('near', 'Needs jobId, or category with near')
})

export const factorView = z
  .strictObject({ key: z.enum(FACTORS), text: z.string(), share: z.number() })
  .meta({ id: 'MatchReason' })

const caveatView = z.strictObject({ key: z.enum(FACTORS), text: z.string() }).meta({ id: 'MatchCaveat' })

const recommendationView = z
  .strictObject({
    craftsman: personView,
    score: z.number().min(0).max(1),
    distanceKm: z.number(),
    reasons: z.array(factorView),
    caveat: caveatView.optional(),
    isNew: z.boolean(),
    model: z.string(),
  })
  .meta({ id: 'Recommendation' })

const whyNotView = z
  .strictObject({
    craftsmanId: idView,
    inList: z.boolean(),
    position: z.int().optional(),
    because: z.array(z.strictObject({ key: z.enum([...FACTORS, ...NO_CANDIDATE]), text: z.string() })),
  })
  .meta({ id: 'WhyNot' })

export const recommendationsView = listOf(recommendationView).extend({ whyNot: whyNotView.optional() })
