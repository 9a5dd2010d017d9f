import { JOB_STATUSES } from '#lib/model/job-status.ts'
import { PROCESS_VERSION, type TimerRule, TIMERS, type Transition } from '#lib/process/process.ts'
import { countsOf, summaryOf } from '#lib/process/process-text.ts'
import { TRANSITIONS } from '#lib/process/transitions.ts'
import { DEFAULT_SETTINGS } from '#lib/settings/settings.ts'

/** The process as a page for people, written to docs/process.md: a diagram and the tables, with the default durations. */
export const processPage = (): string =>
  [
    '# The process of a job',
    '',
    `Version ${PROCESS_VERSION}, written from \`lib/process/transitions.ts\` and \`lib/process/process.ts\` by \`npm run docs\`. A test fails where this page differs from them.`,
    '',
    'The durations are the defaults of `lib/settings/settings.ts`. `GET /api/process` has those of the settings of now, and a contract keeps those that held when it was made.',
    '',
    '```mermaid',
    'stateDiagram-v2',
    `  [*] --> ${stateName('Posted')}`,
    ...JOB_STATUSES.filter((status) => stateName(status) !== status).map(
      (status) => `  ${stateName(status)}: ${status}`,
    ),
    ...arrows(),
    '```',
    '',
    '## Transitions',
    '',
    '| transition | from | to | who | needs | money | quotes | in words |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...TRANSITIONS.map(transitionRow),
    '',
    '## When nobody acts',
    '',
    '| timer | in | deadline | makes | reminder | silence suits |',
    '| --- | --- | --- | --- | --- | --- |',
    ...TIMERS.map(timerRow),
    '',
  ].join('\n')

const stateName = (status: string): string => status.replaceAll(' ', '')

/** One arrow for each pair of statuses, with everybody who can make a transition between them. */
function arrows(): string[] {
  const actorsOf = new Map<string, Set<string>>()
  for (const transition of TRANSITIONS as readonly Transition[]) {
    for (const from of transition.from) {
      const arrow = `${stateName(from)} --> ${stateName(transition.to)}`
      actorsOf.set(arrow, new Set([...(actorsOf.get(arrow) ?? []), ...transition.by]))
    }
  }
  return [...actorsOf].map(([arrow, actors]) => `  ${arrow}: ${[...actors].join(', ')}`)
}

const list = (items: readonly string[]): string => items.join(', ') || '-'

function transitionRow(transition: Transition): string {
  const { name, from, to, by, needs, money, quotes } = transition
  const { en } = summaryOf(transition, DEFAULT_SETTINGS)
  return `| ${name} | ${list(from)} | ${to} | ${list(by)} | ${list(needs)} | ${money} | ${quotes} | ${en} |`
}

function timerRow(timer: TimerRule): string {
  const { name, in: statuses, makes, remindHours, suits } = timer
  const reminder = remindHours === null ? '-' : `${remindHours} h before`
  return `| ${name} | ${list(statuses)} | ${countsOf(timer, DEFAULT_SETTINGS)} | ${makes} | ${reminder} | ${suits} |`
}
