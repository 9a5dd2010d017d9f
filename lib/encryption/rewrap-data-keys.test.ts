import { randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { decryptField, encryptField } from '#lib/encryption/encrypt-field.ts'
import { countOldDataKeys, rewrapDataKeys } from '#lib/encryption/rewrap-data-keys.ts'
import { DataKey } from '#lib/model/data-key.model.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { withSettings } from '#lib/testing/with-settings.ts'

aDatabase()

const aKey = () => randomBytes(32).toString('base64')
const field = 'payoutAccount:1'

interface Sealed {
  readonly owner: UserId
  readonly ciphertext: string
}

const aSealedField = async (): Promise<Sealed> => {
  const owner = newId<'User'>()
  return { owner, ciphertext: await encryptField({ owner, field }, `of ${owner}`) }
}

const many = (count: number) => Promise.all(Array.from({ length: count }, aSealedField))

const expectReadable = async (sealed: readonly Sealed[]) => {
  for (const { owner, ciphertext } of sealed) {
    expect(await decryptField({ owner, field }, ciphertext)).toBe(`of ${owner}`)
  }
}

const withLocalKeys = <T>(keys: readonly string[], work: () => Promise<T>) =>
  withSettings({ LOCAL_KEY: keys.join(',') }, work)

describe('a new master key', () => {
  it('leaves every field readable until its data key is wrapped again, and then the old one can go', async () => {
    // Prepare
    await DataKey.deleteMany({})
    const [old, fresh] = [aKey(), aKey()]
    const sealed = await withLocalKeys([old], () => many(45))
    // Act and assess
    await withLocalKeys([fresh, old], async () => {
      await expectReadable(sealed)
      expect(await countOldDataKeys()).toBe(45)
      expect(await rewrapDataKeys({ pageSize: 10 })).toEqual({ rewrapped: 45, failed: 0 })
      expect(await countOldDataKeys()).toBe(0)
    })
    await withLocalKeys([fresh], () => expectReadable(sealed))
    await withLocalKeys([old], async () => {
      await expect(expectReadable(sealed)).rejects.toThrow()
    })
  })

  it('takes over what is left when a run was stopped, and has nothing to do in a third', async () => {
    await DataKey.deleteMany({})
    const [old, fresh] = [aKey(), aKey()]
    const sealed = await withLocalKeys([old], () => many(35))
    await withLocalKeys([fresh, old], async () => {
      const stopped = rewrapDataKeys({
        pageSize: 10,
        onPage: ({ rewrapped }) => {
          if (rewrapped === 20) throw new Error('stopped')
        },
      })
      await expect(stopped).rejects.toThrow('stopped')
      await expectReadable(sealed)
      expect(await rewrapDataKeys({ pageSize: 10 })).toEqual({ rewrapped: 15, failed: 0 })
      expect(await rewrapDataKeys()).toEqual({ rewrapped: 0, failed: 0 })
    })
    await withLocalKeys([fresh], () => expectReadable(sealed))
  })

  it('comes while people read, write, and have their keys destroyed: nothing is lost, nothing comes back', async () => {
    // Prepare
    await DataKey.deleteMany({})
    const [old, fresh] = [aKey(), aKey()]
    const sealed = await withLocalKeys([old], () => many(60))
    const [erased, kept] = [sealed.slice(0, 20), sealed.slice(20)]
    await withLocalKeys([fresh, old], async () => {
      // Act
      const [, written] = await Promise.all([
        rewrapDataKeys({ pageSize: 7 }),
        many(20),
        ...erased.map(({ owner }) => DataKey.deleteOne({ _id: objectId(owner) })),
        expectReadable(kept),
      ])
      // Assess
      expect(await DataKey.countDocuments()).toBe(60)
      await withLocalKeys([fresh], () => expectReadable([...kept, ...written]))
    })
    for (const { owner, ciphertext } of erased) {
      await expect(decryptField({ owner, field }, ciphertext)).rejects.toThrow('gone')
    }
  })

  it('brings no key back that is destroyed after a run has read it', async () => {
    // Prepare
    await DataKey.deleteMany({})
    const [old, fresh] = [aKey(), aKey()]
    await withLocalKeys([old], () => many(200))
    const last = await DataKey.find({}, { _id: 1 }).sort({ _id: -1 }).limit(100).lean()
    await withLocalKeys([fresh, old], async () => {
      // Act: the run reads all of them first, and comes to these last
      const running = rewrapDataKeys({ pageSize: 200 })
      while ((await countOldDataKeys()) === 200) await setImmediate()
      await DataKey.deleteMany({ _id: trusted({ $in: last.map(({ _id }) => _id) }) })
      const { rewrapped, failed } = await running
      // Assess
      expect([rewrapped < 200, failed, await DataKey.countDocuments()]).toEqual([true, 0, 100])
    })
  })

  it('does not stop at a data key that nothing unwraps, and says how many there are', async () => {
    await DataKey.deleteMany({})
    const [old, lost, fresh] = [aKey(), aKey(), aKey()]
    const ofLost = await withLocalKeys([lost], () => many(3))
    const sealed = await withLocalKeys([old], () => many(9))
    await withLocalKeys([fresh, old], async () => {
      expect(await rewrapDataKeys({ pageSize: 4 })).toEqual({ rewrapped: 9, failed: 3 })
      await expectReadable(sealed)
    })
    await withLocalKeys([lost], () => expectReadable(ofLost))
  })
})
