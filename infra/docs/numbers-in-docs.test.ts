import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { productionTree } from '#infra/checks/supply-chain/licences.ts'
import { IDLE_USD } from '#infra/cost/estimate.ts'
import { deployedIn, idleLines, idleTable, idleUsd, runsAMonth } from '#infra/cost/idle-cost.ts'
import { FIRST_SECRET } from '#infra/data-stack.ts'
import { ROOT } from '#infra/local/settings.ts'
import { production } from '#infra/testing/production.ts'
import { synthesize } from '#infra/testing/synthesize.ts'
import { wafRules } from '#infra/waf-rules.ts'
import { collectionNames } from '#lib/model/collection-names.ts'
import { OPERATION_GAUGES, UPTIME_GAUGES } from '#lib/operations/gauges.ts'
import { SECRET_SETTINGS } from '#lib/platform/settings.ts'

const read = (page: string): string => readFileSync(path.join(ROOT, page), 'utf8')
/** A formatter may align the columns of a table. */
const cells = (text: string): string => text.replaceAll(/[ -]+/g, ' ').trim()

const deployed = synthesize(production)

describe('what an idle stage costs', () => {
  const lines = idleLines(deployedIn(deployed.ofType))

  it('stands in docs/deploying.md as it is counted in the templates (npm run cost writes it)', () => {
    const [, written = ''] = /<!-- tables -->\n([^]*)<!-- end of tables -->/.exec(
      read('docs/deploying.md'),
    ) ?? ['', '']
    expect(cells(written)).toBe(cells(idleTable(lines)))
  })

  it('is what the estimates of docs/cost.md add', () => {
    expect(Math.round(idleUsd(lines))).toBe(IDLE_USD)
  })

  it('counts the runs of 30 days', () => {
    const expressions = ['rate(1 minute)', 'rate(5 minutes)', 'rate(1 hour)', 'cron(0 9 * * ? *)']
    expect(expressions.map(runsAMonth)).toEqual([43_200, 8_640, 720, 30])
  })
})

describe('a number in the decisions is that of the code', () => {
  const alarms = deployed.ofType('AWS::CloudWatch::Alarm')
  const gauges = [...OPERATION_GAUGES, ...UPTIME_GAUGES].map((name) => name.toLowerCase())
  const onGauges = alarms.filter(({ Properties }) =>
    gauges.includes(String(Properties.MetricName).toLowerCase()),
  )
  const { rules } = wafRules(1)

  it.each([
    ['uptime.md', /(\d+) metrics \(USD 0.30 each\)/, gauges.length + 1], // and the cold starts
    ['uptime.md', /(\d+) alarms, one dashboard/, onGauges.length],
    ['edge.md', /the web ACL 5, (\d+) rules/, rules.length],
    ['edge.md', /From USD (\d+) a month/, 5 + rules.length],
    ['supply-chain.md', /The production tree has (\d+) packages/, productionTree(ROOT).length],
  ])('%s: %s', (page, pattern, actual) => {
    expect(pattern.exec(read(`docs/decisions/${page}`))?.[1]).toBe(String(actual))
  })

  it('erasure.md: how many collections there are', async () => {
    const [, written] = /Their data lie in (\d+) collections/.exec(read('docs/decisions/erasure.md')) ?? []
    expect(written).toBe(String((await collectionNames()).length))
  })
})

describe('the secret of a new stage', () => {
  const page = read('docs/deploying.md')
  const [, step = ''] = /4\. \*\*Fill in the secret\*\*([^]*?)\n5\. /.exec(page) ?? []
  const named = (text: string) => [...text.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name]) => name)

  it('has those names at first that docs/deploying.md says', () => {
    const [, there = ''] = /are there with nothing in them: ([^.]*)\./.exec(step) ?? []
    expect(named(there).toSorted()).toEqual(Object.keys(JSON.parse(FIRST_SECRET) as object).toSorted())
  })

  it('is told of every name that it may have', () => {
    expect(SECRET_SETTINGS.filter((name) => !named(step).includes(name))).toEqual([])
  })
})
