import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { opsCommands } from '#infra/ops/testing/ops-commands.ts'
import { decryptField, encryptField } from '#lib/encryption/encrypt-field.ts'
import { DataKey } from '#lib/model/data-key.model.ts'
import { NationalId } from '#lib/model/national-id.model.ts'
import { newId } from '#lib/platform/ids.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman } from '#lib/testing/people.ts'
import { aNationalId, submit } from '#lib/testing/verifications.ts'
import { withSettings } from '#lib/testing/with-settings.ts'

aDatabase()

const { run, folder } = opsCommands()

/** Runs `npm run keys:rotate` on the database of this test, with the key files of its own folder. */
const rotate = (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
  run('rotate-keys', args, {
    MONGODB_URI: process.env.MONGODB_URI ?? '',
    JWT_SECRET: process.env.JWT_SECRET ?? '',
    ...env,
  })

const keyIn = (name: string) => readFileSync(path.join(folder, name), 'utf8').trim()
const keysOfMachine = () => ({ LOCAL_KEY: keyIn('field-key'), NATIONAL_ID_KEY: keyIn('national-id-key') })

describe('keys:rotate', () => {
  it('brings new keys, moves everything to them, and lets the old ones go', async () => {
    // Prepare: the keys of a machine, and what was encrypted and hashed with them
    expect(await rotate()).toMatchObject({ code: 0, text: expect.stringContaining('0 data keys') as unknown })
    const first = keysOfMachine()
    const location = { owner: newId<'User'>(), field: 'payoutAccount:1' }
    const number = aNationalId()
    const ciphertext = await withSettings(first, async () => {
      await submit(await aCraftsman(), number)
      return encryptField(location, 'EG38')
    })
    const check = async () => {
      expect(await decryptField(location, ciphertext)).toBe('EG38')
      expect((await submit(await aCraftsman(), number)).body.code).toBe('NATIONAL_ID_TAKEN')
    }
    // Act and assess: both are known
    expect((await rotate(['--new-keys'])).code).toBe(0)
    const both = keysOfMachine()
    expect(both.LOCAL_KEY).toMatch(new RegExp(`^[^,]{44},${first.LOCAL_KEY.replace(/[+/]/g, '\\$&')}$`))
    await withSettings(both, check)
    // everything is moved
    const moved = await rotate()
    expect(moved).toMatchObject({ code: 0, text: expect.stringContaining('1 ID numbers hashed') as unknown })
    expect((await rotate()).text).toContain('0 of them wrapped again now')
    await withSettings(both, check)
    // the old ones go
    expect((await rotate(['--drop-old-keys'])).code).toBe(0)
    const last = keysOfMachine()
    expect(last.LOCAL_KEY).toBe(both.LOCAL_KEY.split(',')[0])
    await withSettings(last, check)
    const [record] = await NationalId.find().lean()
    expect(record?.hashes).toHaveLength(1)
    expect(moved.text).not.toContain(last.LOCAL_KEY)
  })

  it('keeps the old keys while a data key needs one, and says so', async () => {
    // Prepare
    await Promise.all([DataKey.deleteMany({}), NationalId.deleteMany({})])
    const foreign = { LOCAL_KEY: Buffer.alloc(32, 'lost').toString('base64') }
    await withSettings(foreign, () => encryptField({ owner: newId<'User'>(), field: 'x' }, 'x'))
    await rotate(['--new-keys'])
    const before = keysOfMachine()
    // Act
    const { code, text } = await rotate(['--drop-old-keys'])
    // Assess
    expect([code, text]).toEqual([1, expect.stringContaining('1 failed') as unknown])
    expect(keysOfMachine()).toEqual(before)
  })

  it.each([
    ['an unknown option', ['--all'], {}, /--all is none of/],
    ['new keys for AWS', ['--aws', '--new-keys'], {}, /On AWS/],
    [
      'a new key where the setting hides it',
      ['--new-keys'],
      { LOCAL_KEY: Buffer.alloc(32).toString('base64') },
      /LOCAL_KEY is set/,
    ],
    ['a key of another form', [], { LOCAL_KEY: 'short' }, /LOCAL_KEY has to be 32 bytes/],
  ] as const)('refuses %s in one line', async (_, args, env, reason) => {
    const { code, text } = await rotate(args, env)
    expect([code, text]).toEqual([1, expect.stringMatching(reason) as unknown])
    expect(text.trim().split('\n')).toHaveLength(1)
  })
})
