import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { costTables } from '#infra/cost/cost-tables.ts'
import type { Counts } from '#infra/cost/counts.ts'
import { ROOT } from '#infra/local/settings.ts'

/**
 * `npm run cost`: prints what a thousand, 100 thousand and 10 million jobs a month cost, and writes it into docs/cost.md.
 * `npm run cost:count` counts anew what a job takes.
 */
const PAGE = path.join(ROOT, 'docs/cost.md')
const counts = JSON.parse(readFileSync(path.join(import.meta.dirname, 'counts.json'), 'utf8')) as Counts
const tables = costTables(counts)
const page = readFileSync(PAGE, 'utf8')
const [BEGIN, END] = ['<!-- tables -->\n', '<!-- end of tables -->']
const [before = '', old = ''] = page.split(BEGIN)
const [, after = ''] = old.split(END)
writeFileSync(PAGE, `${before}${BEGIN}\n${tables}\n${END}${after}`)
process.stdout.write(`${tables}\n`)
