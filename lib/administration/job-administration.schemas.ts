import * as z from 'zod'
import { text } from '#lib/platform/text.ts'

/** Why staff delete a job. Both parties read it. */
export const jobDeletion = z.strictObject({ reason: text(1_000, 3).optional() })
