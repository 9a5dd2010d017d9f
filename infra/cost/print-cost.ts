import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { costTables } from '#infra/cost/cost-tables.ts'
import type { Counts } from '#infra/cost/counts.ts'
import { deployedIn, idleLines, idleTable } from '#infra/cost/idle-cost.ts'
import { ROOT } from '#infra/local/settings.ts'
import { production } from '#infra/testing/production.ts'
import { synthesize } from '#infra/testing/synthesize.ts'

/**
 * `npm run cost`: prints what a thousand, 100 thousand and 10 million jobs a month cost, and writes it into docs/cost.md;
 * and what a stage costs while nobody uses it, into docs/deploying.md. `npm run cost:count` counts anew what a job takes.
 */
const counts = JSON.parse(readFileSync(path.join(import.meta.dirname, 'counts.json'), 'utf8')) as Counts
write('docs/cost.md', costTables(counts))
write('docs/deploying.md', idleTable(idleLines(deployedIn(synthesize(production).ofType))))

/** Puts a text between the marks of a page, and prints it. */
function write(page: string, text: string): void {
  const file = path.join(ROOT, page)
  const [BEGIN, END] = ['<!-- tables -->\n', '<!-- end of tables -->']
  const [before = '', old = ''] = readFileSync(file, 'utf8').split(BEGIN)
  const [, after = ''] = old.split(END)
  writeFileSync(file, `${before}${BEGIN}\n${text}\n${END}${after}`)
  process.stdout.write(`${text}\n`)
}
