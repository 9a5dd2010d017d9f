import type { DisputeRecord } from '#lib/model/dispute.model.ts'
import type { DisputeStep } from '#lib/model/dispute-status.ts'
import { addMs, DAY, HOUR } from '#lib/platform/clock.ts'
import { addDuration, type Durations } from '#lib/process/durations.ts'

/** How long before its deadline a party is reminded of the answer, and staff of the decision. */
const REMIND_ANSWER_MS = 6 * HOUR
const REMIND_DECISION_MS = 12 * HOUR

type Times = Pick<DisputeRecord, 'answerBy' | 'escalatesAt' | 'dueBy'>
type NextStep = { step: DisputeStep; at: Date }

/** The clock of a dispute that begins, by the terms of its contract and the settings of now. The dispute keeps it. */
export function startClock(at: Date, durations: Durations): Times & { next: NextStep } {
  const times = {
    answerBy: addDuration(at, 'disputeAnswerHours', durations),
    escalatesAt: addDuration(at, 'disputeEscalationHours', durations),
    dueBy: addDuration(at, 'disputeHours', durations),
  }
  return { ...times, next: firstOf(stepsOf(times)) }
}

/** The clock of an appeal: both parties have been heard, so that only staff have a deadline. */
export function restartClock(at: Date, durations: Durations): Omit<Times, 'answerBy'> & { next: NextStep } {
  const { escalatesAt, dueBy, answerBy } = startClock(at, durations)
  const steps = stepsOf({ escalatesAt, dueBy, answerBy }).filter(({ step }) => !step.startsWith('answer'))
  return { escalatesAt, dueBy, next: firstOf(steps) }
}

/** What comes after a step. Once the decision is overdue, admins are told once a day until somebody decides. */
export function stepAfter(
  { step, at }: NextStep,
  dispute: Pick<DisputeRecord, 'status'> & Times,
  now: Date,
): NextStep | null {
  if (step === 'appealOver') return null
  if (step === 'overdue') {
    const days = Math.floor((now.getTime() - at.getTime()) / DAY) + 1
    return { step, at: addMs(at, days * DAY) }
  }
  const steps = stepsOf(dispute).filter(
    (one) => dispute.status !== 'Appealed' || !one.step.startsWith('answer'),
  )
  return steps[steps.findIndex((one) => one.step === step) + 1] ?? null
}

function stepsOf({ answerBy, escalatesAt, dueBy }: Times): readonly NextStep[] {
  const steps: NextStep[] = [
    { step: 'answerNears', at: addMs(answerBy, -REMIND_ANSWER_MS) },
    { step: 'answerDue', at: answerBy },
    { step: 'escalation', at: escalatesAt },
    { step: 'decisionNears', at: addMs(dueBy, -REMIND_DECISION_MS) },
    { step: 'overdue', at: dueBy },
  ]
  return steps.toSorted((a, b) => a.at.getTime() - b.at.getTime())
}

function firstOf(steps: readonly NextStep[]): NextStep {
  const [first] = steps
  if (!first) throw new RangeError('a dispute has no steps')
  return first
}
