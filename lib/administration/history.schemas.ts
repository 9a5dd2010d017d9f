import * as z from 'zod'
import { idView, instantView, piastresView } from '#lib/platform/api-schemas.ts'
import { listOf, listQuery } from '#lib/platform/paging.ts'

const HISTORY_KINDS = [
  'job',
  'work',
  'transaction',
  'payment',
  'refund',
  'dispute',
  'strike',
  'login',
  'staffAction',
] as const

export type HistoryKind = (typeof HISTORY_KINDS)[number]

export const historySearch = listQuery({})

const historyEntry = z
  .strictObject({
    kind: z.enum(HISTORY_KINDS),
    id: idView,
    at: instantView,
    what: z.string().nullable(),
    status: z.string().nullable(),
    amount: piastresView.nullable(),
    jobId: idView.nullable(),
    byId: idView.nullable(),
  })
  .meta({ id: 'HistoryEntry' })

export const historyView = listOf(historyEntry).extend({ messages: z.int() }).meta({ id: 'History' })
