import type { LocalizedText } from '#lib/model/notification.model.ts'
import type { ContractTerms, TemplateContext } from '#lib/notifications/template-context.ts'
import type { TransitionName } from '#lib/process/transitions.ts'

/** Who made a transition, as its texts tell it. */
export type NewsActor = 'client' | 'craftsman' | 'staff' | 'nobody'

/** What the texts of a new status are made of. */
export interface StatusNews extends TemplateContext {
  readonly actor: NewsActor
}

type StatusText = (news: StatusNews) => LocalizedText

/** The texts of one language: what each side reads of each transition. */
export type StatusTexts = Readonly<
  Partial<Record<TransitionName, Readonly<Record<'client' | 'craftsman', StatusText>>>>
>

/** Whether the client has paid something ahead, or was to: only then is anything held or paid back. */
export const isPaidAhead = (contract: ContractTerms | null): boolean =>
  contract !== null && contract.paymentType !== 'Cash'
