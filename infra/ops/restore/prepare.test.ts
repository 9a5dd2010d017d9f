import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openDatabase } from '#infra/local/database.ts'
import { opsCommands } from '#infra/ops/testing/ops-commands.ts'
import { newId } from '#lib/platform/ids.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

const { folder, run } = opsCommands()

process.env.CRAFTWORKS_LOCAL_DIR = folder
const { uri, mongod } = await openDatabase({})
afterAll(() => {
  delete process.env.CRAFTWORKS_LOCAL_DIR
})

it(
  'on one machine, restore:prepare reads the erasures where erasures:replay and npm start have them',
  async () => {
    // Prepare: this machine's own data, which no setting names, and somebody who was erased
    await run('build-indexes', [], { MONGODB_URI: uri })
    await mongod?.stop()
    const noted = { user: newId(), certificate: 'c', at: new Date().toISOString() }
    mkdirSync(path.join(folder, 'audit'))
    writeFileSync(path.join(folder, 'audit', 'erasures-000000000001.json'), JSON.stringify(noted))
    // Act
    const replayed = await run('replay-erasures')
    const prepared = await run('restore/prepare')
    // Assess
    expect(replayed.out, replayed.err).toContain('1 erasures are noted')
    expect(prepared.out, prepared.err).toMatch(/erasures +1 are noted/)
  },
  timeLimit(10_000),
)
