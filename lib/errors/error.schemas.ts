import * as z from 'zod'

/** The body of every error, over HTTP and in an `error` frame. */
export const errorView = z
  .strictObject({
    message: z.string(),
    code: z.string().describe('Stable, in UPPER_SNAKE. Match on this field'),
    errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
    reason: z.string().nullable().optional().describe('For ACCOUNT_BLOCKED: the reason'),
    blockedAt: z.string().nullable().optional().describe('For ACCOUNT_BLOCKED: when it was blocked'),
    challenge: z.string().optional().describe('For SECOND_FACTOR_REQUIRED: what to go on with'),
    blockers: z
      .array(z.strictObject({ kind: z.string(), id: z.string().optional(), amount: z.int().optional() }))
      .optional()
      .describe('For DELETION_BLOCKED: what has to be over first'),
  })
  .meta({ id: 'Error' })
