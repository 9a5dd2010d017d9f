import * as z from 'zod'
import { segmentFilter } from '#lib/administration/user-administration.schemas.ts'
import { id, idView, instantView } from '#lib/platform/api-schemas.ts'
import type { Id } from '#lib/platform/ids.ts'
import { listQuery } from '#lib/platform/paging.ts'
import { line } from '#lib/platform/text.ts'

export type SegmentId = Id<'Segment'>

export const segmentParams = z.object({ id: id<SegmentId>() })

export const newSegment = z.strictObject({ name: line(80), filter: z.strictObject(segmentFilter) })

export const segmentSearch = listQuery({})

export const segmentView = z
  .strictObject({
    id: idView,
    name: z.string(),
    filter: z.strictObject({
      role: z.string().optional(),
      status: z.string().optional(),
      q: z.string().optional(),
      tag: z.string().optional(),
      owesFees: z.literal(true).optional(),
      activeThisMonth: z.literal(true).optional(),
    }),
    createdAt: instantView,
  })
  .meta({ id: 'Segment' })
