import { fail } from '#lib/errors/app-error.ts'
import { Invitation } from '#lib/model/invitation.model.ts'
import type { InvitationStatus } from '#lib/model/invitation-status.ts'
import { Quote } from '#lib/model/quote.model.ts'
import type { QuoteStatus } from '#lib/model/quote-status.ts'
import { idOf, type JobId, type UserId } from '#lib/platform/ids.ts'

/** Whoever has one of these is still in question for the job. */
const IN_QUESTION: readonly (QuoteStatus | InvitationStatus)[] = ['Submitted', 'Accepted', 'Pending']

/**
 * The craftsman whom a client means who names nobody, before anybody is hired: the only one who is invited or quotes.
 * If nobody is any more, the only one who ever was. Undefined if there was nobody. Throws RECIPIENT_REQUIRED if there
 * are several.
 */
export async function onlyCraftsmanOf(job: JobId): Promise<UserId | undefined> {
  const fields = { craftsman: 1, status: 1 } as const
  const [quotes, invitations] = await Promise.all([
    Quote.find({ job }, fields).lean(),
    Invitation.find({ job }, fields).lean(),
  ])
  const met = [...quotes, ...invitations].map(({ craftsman, status }) => ({
    id: idOf<'User'>(craftsman),
    inQuestion: IN_QUESTION.includes(status),
  }))
  const inQuestion = met.filter((one) => one.inQuestion)
  const [one, ...others] = new Set((inQuestion.length > 0 ? inQuestion : met).map(({ id }) => id))
  if (others.length === 0) return one
  const message = 'Name one of the craftsmen (over a socket: in `to`)'
  throw fail('RECIPIENT_REQUIRED', { errors: [{ path: 'with', message }] })
}
