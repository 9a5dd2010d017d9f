import { MOVES } from '#lib/jobs/moves.ts'
import { JOB_STATUSES, PROCESS_VERSION, TIMERS, type Move, type Timer } from '#lib/jobs/process.ts'

/** The process table as a page for people: a diagram and the tables, written to docs/process.md. */
export const processPage = (): string =>
  [
    '# The process of a job',
    '',
    `Version ${PROCESS_VERSION}, written from \`lib/jobs/process.ts\` by \`npm run docs\`. A test fails where the two differ.`,
    '',
    '```mermaid',
    'stateDiagram-v2',
    `  [*] --> ${state('Posted')}`,
    ...JOB_STATUSES.filter((status) => state(status) !== status).map(
      (status) => `  ${state(status)}: ${status}`,
    ),
    ...arrows(),
    '```',
    '',
    '## Moves',
    '',
    '| move | from | to | who | needs | money | quotes | in words |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...MOVES.map(moveRow),
    '',
    '## When nobody acts',
    '',
    '| deadline | in | counted | makes | reminder | silence suits |',
    '| --- | --- | --- | --- | --- | --- |',
    ...TIMERS.map(timerRow),
    '',
  ].join('\n')

const state = (status: string): string => status.replaceAll(' ', '')

/** One arrow for each pair of statuses, with all who may go that way. */
function arrows(): string[] {
  const ways = new Map<string, Set<string>>()
  for (const move of MOVES as readonly Move[]) {
    for (const from of move.from) {
      const way = `${state(from)} --> ${state(move.to)}`
      ways.set(way, new Set([...(ways.get(way) ?? []), ...move.by]))
    }
  }
  return [...ways].map(([way, who]) => `  ${way}: ${[...who].join(', ')}`)
}

const list = (words: readonly string[]): string => words.join(', ') || '-'

const moveRow = ({ name, from, to, by, needs, money, quotes, summary }: Move): string =>
  `| ${name} | ${list(from)} | ${to} | ${list(by)} | ${list(needs)} | ${money} | ${quotes} | ${summary.en} |`

const timerRow = ({ name, in: statuses, counts, makes, remindHours, suits }: Timer): string =>
  `| ${name} | ${list(statuses)} | ${counts} | ${makes} | ${remindHours === null ? '-' : `${remindHours} h before`} | ${suits} |`
