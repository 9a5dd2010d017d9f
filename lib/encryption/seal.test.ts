import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { DataKey } from '#lib/encryption/data-key.model.ts'
import { seal, unseal } from '#lib/encryption/seal.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { newId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()

const aPlace = () => ({ owner: newId<'User'>(), field: 'payoutAccount:1' })
const IBAN = 'EG380019000500000000263180002'

describe('a sealed field', () => {
  it('is read where it was written, in any script', async () => {
    const place = aPlace()
    for (const text of [IBAN, 'أحمد حسن', '']) {
      expect(await unseal(place, await seal(place, text))).toBe(text)
    }
  })

  it('looks different each time and shows nothing of what is in it', async () => {
    const place = aPlace()
    const [one, two] = [await seal(place, IBAN), await seal(place, IBAN)]
    expect(one).not.toBe(two)
    expect(Buffer.from(one, 'base64').includes(IBAN.slice(0, 6))).toBe(false)
  })

  it('cannot be moved to another field or another person', async () => {
    const [place, other] = [aPlace(), aPlace()]
    const sealed = await seal(place, IBAN)
    await seal(other, IBAN)
    await expect(unseal({ ...place, field: 'payoutAccount:2' }, sealed)).rejects.toThrow()
    await expect(unseal(other, sealed)).rejects.toThrow()
  })

  it('is refused with any one byte changed', async () => {
    const place = aPlace()
    const sealed = Buffer.from(await seal(place, IBAN), 'base64')
    for (let i = 0; i < sealed.length; i += 1) {
      const changed = Buffer.from(sealed)
      changed[i] = (changed[i] ?? 0) ^ 1
      await expect(unseal(place, changed.toString('base64'))).rejects.toThrow()
    }
  })

  it('cannot be read once its owner’s key is gone, nor with the key of another person', async () => {
    const [place, other] = [aPlace(), aPlace()]
    const sealed = await seal(place, IBAN)
    await seal(other, IBAN)
    const theirs = await DataKey.findById(other.owner).lean()
    await DataKey.updateOne(
      { _id: objectId(place.owner) },
      { $set: { wrapped: theirs?.wrapped ?? Buffer.alloc(0) } },
    )
    await expect(unseal(place, sealed)).rejects.toThrow()
    await DataKey.deleteOne({ _id: objectId(place.owner) })
    await expect(unseal(place, sealed)).rejects.toThrow('gone')
  })

  it('cannot be read with another master key', async () => {
    const place = aPlace()
    const sealed = await seal(place, IBAN)
    const own = process.env.LOCAL_KEY
    process.env.LOCAL_KEY = randomBytes(32).toString('base64')
    forgetConfig()
    await expect(unseal(place, sealed)).rejects.toThrow()
    process.env.LOCAL_KEY = own
    forgetConfig()
    expect(await unseal(place, sealed)).toBe(IBAN)
  })

  it('has one key a person, however many first fields are sealed at once', async () => {
    const place = aPlace()
    const sealed = await Promise.all(Array.from({ length: 10 }, (_, i) => seal(place, String(i))))
    expect(await Promise.all(sealed.map((one) => unseal(place, one)))).toEqual(
      sealed.map((_, i) => String(i)),
    )
    expect(await DataKey.countDocuments({ _id: objectId(place.owner) })).toBe(1)
  })
})
