import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { judgeAudit } from '#infra/checks/supply-chain/advisories.ts'
import { isPermissive, licenceFaults, productionTree } from '#infra/checks/supply-chain/licences.ts'
import { unpinnedActions } from '#infra/checks/supply-chain/pinned-actions.ts'
import { sbomOf } from '#infra/checks/supply-chain/sbom.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const COMMIT = '3d3c42e5aac5ba805825da76410c181273ba90b1'

describe('the workflows', () => {
  const folder = path.join(ROOT, '.github', 'workflows')

  it('run the code of others only as a commit, which nobody can move', () => {
    // Act
    const workflows = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'))
    // Assess
    expect(workflows.join('\n')).toMatch(/uses: \S/)
    expect(workflows.flatMap(unpinnedActions)).toEqual([])
  })

  it.each([
    ['- uses: actions/checkout@v4', ['actions/checkout@v4']],
    ['  uses: "owner/repo/path@main"', ['owner/repo/path@main']],
    [`- uses: actions/checkout@${COMMIT.slice(1)}`, [`actions/checkout@${COMMIT.slice(1)}`]],
    ['- uses: docker://alpine:3', ['docker://alpine:3']],
    [`- uses: actions/checkout@${COMMIT} # v4`, []],
    ['- uses: ./.github/actions/own', []],
    ['# uses: actions/checkout@v4', []],
  ])('are read right: %s', (workflow, unpinned) => {
    // Assess
    expect(unpinnedActions(workflow)).toEqual(unpinned)
  })
})

describe('the licences of the production tree', () => {
  const tree = productionTree(ROOT)

  it('are all known, and none asks for more than its own text without a written reason', () => {
    // Assess
    expect(tree.length).toBeGreaterThan(100)
    expect(licenceFaults(tree)).toEqual([])
  })

  it('are refused if they are unknown or copyleft, unless somebody wrote down why; and so is a spare reason', () => {
    // Prepare
    const planted = [
      { name: 'copyleft', version: '1.0.0', licence: 'AGPL-3.0-only' },
      { name: 'silent', version: '2.0.0', licence: null },
      { name: 'fine', version: '3.0.0', licence: 'MIT' },
    ]
    // Act, assess
    expect(licenceFaults(planted, {})).toEqual([
      'copyleft@1.0.0: AGPL-3.0-only',
      'silent@2.0.0: names no licence',
    ])
    expect(licenceFaults(planted, { copyleft: 'a reason', silent: 'a reason' })).toEqual([])
    expect(licenceFaults(planted.slice(2), { fine: 'a reason' })).toEqual([
      'fine: is explained, and needs no explanation',
    ])
  })

  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-or-later)', true],
    ['MIT AND Apache-2.0', true],
    ['MIT AND GPL-3.0-only', false],
    ['GPL-3.0-only OR AGPL-3.0-only', false],
    ['(MIT OR GPL-2.0) AND LGPL-3.0', false],
    ['SEE LICENSE IN LICENSE.md', false],
    ['UNLICENSED', false],
    [null, false],
  ])('are read as expressions: %s', (licence, permissive) => {
    // Assess
    expect(isPermissive(licence)).toBe(permissive)
  })
})

describe('the audit of the lock', () => {
  const URL_OF = 'https://github.com/advisories/GHSA-xxxx-yyyy-zzzz'
  const reportOf = (severity: string) =>
    JSON.stringify({
      auditReportVersion: 2,
      vulnerabilities: {
        broken: { via: [{ name: 'broken', title: 'Lets anybody in', url: URL_OF, severity }] },
        user: { via: ['broken'] },
      },
    })

  it('fails on a critical advisory that nobody explained, once, and lists the others', () => {
    // Assess
    expect(judgeAudit(reportOf('critical'), {})).toMatchObject({
      kind: 'judged',
      faults: [`critical: broken: Lets anybody in (${URL_OF})`],
    })
    expect(judgeAudit(reportOf('critical'), { [URL_OF]: 'a reason' })).toMatchObject({
      faults: [],
      others: [],
    })
    expect(judgeAudit(reportOf('high'), {})).toMatchObject({
      faults: [],
      others: [expect.stringMatching(/^high/)],
    })
    expect(judgeAudit(reportOf('high'), { [URL_OF]: 'a reason' })).toMatchObject({
      faults: [expect.anything()],
    })
  })

  it('is skipped, and says why, where the registry cannot be asked', () => {
    // Assess
    expect(judgeAudit('{"message":"405 Method Not Allowed - POST https://r.example/x"}')).toEqual({
      kind: 'skipped',
      why: '405 Method Not Allowed',
    })
    for (const printed of ['', 'npm error code ENOTFOUND', '{}']) {
      expect(judgeAudit(printed)).toEqual({ kind: 'skipped', why: 'npm printed no report' })
    }
  })
})

describe('the bill of materials', () => {
  it(
    'has every package of the production tree and no other, with its hash, and the same bytes each time',
    async () => {
      // Act
      const [one, other] = await Promise.all([1, 2].map(() => sbomOf(productionTree(ROOT), 'craftworks')))
      // Assess
      const listed = one?.components.map(({ name, version }) => `${name}@${version}`) ?? []
      const expected = productionTree(ROOT).map(({ name, version }) => `${name}@${version}`)
      expect([...new Set(listed)].toSorted()).toEqual(expected.toSorted())
      expect(one?.bomFormat).toBe('CycloneDX')
      expect(one?.metadata.component.name).toBe('craftworks')
      for (const { purl } of one?.components ?? []) expect(purl).toMatch(/^pkg:npm\//)
      expect(listed).toContainEqual(expect.stringMatching(/^@aws-sdk\/client-sqs@/)) // tools of development need it too
      expect(JSON.stringify(other)).toBe(JSON.stringify(one))
    },
    timeLimit(10_000),
  )
})
