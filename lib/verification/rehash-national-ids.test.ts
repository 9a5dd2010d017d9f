import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { NationalId } from '#lib/model/national-id.model.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman } from '#lib/testing/people.ts'
import { aNationalId, submit } from '#lib/testing/verifications.ts'
import { withSettings } from '#lib/testing/with-settings.ts'
import { rehashNationalIds } from '#lib/verification/rehash-national-ids.ts'

aDatabase()

const aKey = () => randomBytes(32).toString('base64')
const withHashKeys = <T>(keys: readonly string[], work: () => Promise<T>) =>
  withSettings({ NATIONAL_ID_KEY: keys.join(',') }, work)

describe('a new hash key', () => {
  it('never lets a second account have a number, before, while and after it takes over', async () => {
    // Prepare
    const [old, fresh] = [aKey(), aKey()]
    const [before, meanwhile] = [aNationalId(), aNationalId()]
    const numbers = Array.from({ length: 7 }, () => aNationalId())
    const takenIs = async (number: string) => (await submit(await aCraftsman(), number)).body.code
    await withHashKeys([old], async () => {
      for (const number of [before, ...numbers]) await submit(await aCraftsman(), number)
    })
    // Act and assess: both keys, of which functions that have not read the setting yet know one
    await withHashKeys([fresh, old], async () => {
      expect(await takenIs(before)).toBe('NATIONAL_ID_TAKEN')
      await submit(await aCraftsman(), meanwhile)
    })
    await withHashKeys([old], async () => expect(await takenIs(meanwhile)).toBe('NATIONAL_ID_TAKEN'))
    await withHashKeys([fresh, old], async () => {
      expect(await rehashNationalIds(3)).toEqual({ rehashed: 8, failed: 0 })
      expect(await rehashNationalIds(3)).toEqual({ rehashed: 0, failed: 0 })
    })
    await withHashKeys([fresh], async () => {
      for (const number of [before, meanwhile, ...numbers])
        expect(await takenIs(number)).toBe('NATIONAL_ID_TAKEN')
      expect(await rehashNationalIds(3)).toEqual({ rehashed: 9, failed: 0 })
      for (const { hashes } of await NationalId.find().lean()) expect(hashes).toHaveLength(1)
      for (const number of [before, meanwhile, ...numbers])
        expect(await takenIs(number)).toBe('NATIONAL_ID_TAKEN')
    })
  })
})
