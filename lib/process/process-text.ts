import { type DurationName, type Durations, durationText } from '#lib/process/durations.ts'
import type { StartTime, TimerRule, Transition } from '#lib/process/process.ts'

const PLACEHOLDER = /\{(\w+)\}/g

/** The summary of a transition in both languages, with its durations filled in. */
export const summaryOf = ({ summary }: Pick<Transition, 'summary'>, durations: Durations) => {
  const fillIn = (locale: 'en' | 'ar') =>
    summary[locale].replaceAll(PLACEHOLDER, (_, name: string) =>
      durationText(name as DurationName, durations, locale),
    )
  return { en: fillIn('en'), ar: fillIn('ar') }
}

const STARTS: Readonly<Record<StartTime, string>> = {
  activityAt: 'the last activity',
  hiredAt: 'the hire',
  agreedAt: 'the agreed time',
  onTheWayAt: 'setting out',
  completedAt: 'completion',
}

const CONTRACT_STATES: Readonly<Record<NonNullable<TimerRule['contract']>, string>> = {
  unpaid: ', where it is paid ahead and is not paid',
  unconfirmed: ', where it is not confirmed',
}

/** What a deadline is counted from, and how long it is. Every way after the first is for where the first time is missing. */
export function countsOf({ counts, contract }: TimerRule, durations: Durations): string {
  const ways = counts.map(
    ({ from, term }, place) =>
      `${durationText(term, durations, 'en')} from ${STARTS[from]}${place > 0 ? ' without one' : ''}`,
  )
  return `${ways.join(', ')}${contract ? CONTRACT_STATES[contract] : ''}`
}
