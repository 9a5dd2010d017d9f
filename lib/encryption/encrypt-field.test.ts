import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { decryptField, encryptField } from '#lib/encryption/encrypt-field.ts'
import { DataKey } from '#lib/model/data-key.model.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { newId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()

const aLocation = () => ({ owner: newId<'User'>(), field: 'payoutAccount:1' })
const IBAN = 'EG380019000500000000263180002'

describe('an encrypted field', () => {
  it('is decrypted where it was written, in any script', async () => {
    const location = aLocation()
    for (const text of [IBAN, 'أحمد حسن', '']) {
      expect(await decryptField(location, await encryptField(location, text))).toBe(text)
    }
  })

  it('has a different ciphertext each time, which does not contain the plain text', async () => {
    const location = aLocation()
    const [one, two] = [await encryptField(location, IBAN), await encryptField(location, IBAN)]
    expect(one).not.toBe(two)
    expect(Buffer.from(one, 'base64').includes(IBAN.slice(0, 6))).toBe(false)
  })

  it('cannot be moved to another field or another person', async () => {
    const [location, other] = [aLocation(), aLocation()]
    const ciphertext = await encryptField(location, IBAN)
    await encryptField(other, IBAN)
    await expect(decryptField({ ...location, field: 'payoutAccount:2' }, ciphertext)).rejects.toThrow()
    await expect(decryptField(other, ciphertext)).rejects.toThrow()
  })

  it('is refused if any one byte is changed', async () => {
    const location = aLocation()
    const ciphertext = Buffer.from(await encryptField(location, IBAN), 'base64')
    for (let i = 0; i < ciphertext.length; i += 1) {
      const changed = Buffer.from(ciphertext)
      changed[i] = (changed[i] ?? 0) ^ 1
      await expect(decryptField(location, changed.toString('base64'))).rejects.toThrow()
    }
  })

  it('cannot be read once its owner’s key is deleted, nor with the key of another person', async () => {
    const [location, other] = [aLocation(), aLocation()]
    const ciphertext = await encryptField(location, IBAN)
    await encryptField(other, IBAN)
    const theirs = await DataKey.findById(other.owner).lean()
    await DataKey.updateOne(
      { _id: objectId(location.owner) },
      { $set: { wrapped: theirs?.wrapped ?? Buffer.alloc(0) } },
    )
    await expect(decryptField(location, ciphertext)).rejects.toThrow()
    await DataKey.deleteOne({ _id: objectId(location.owner) })
    await expect(decryptField(location, ciphertext)).rejects.toThrow('gone')
  })

  it('cannot be read with another master key', async () => {
    const location = aLocation()
    const ciphertext = await encryptField(location, IBAN)
    const own = process.env.LOCAL_KEY
    process.env.LOCAL_KEY = randomBytes(32).toString('base64')
    forgetConfig()
    await expect(decryptField(location, ciphertext)).rejects.toThrow()
    process.env.LOCAL_KEY = own
    forgetConfig()
    expect(await decryptField(location, ciphertext)).toBe(IBAN)
  })

  it('has one key per person, even if many first fields are encrypted at once', async () => {
    const location = aLocation()
    const ciphertexts = await Promise.all(
      Array.from({ length: 10 }, (_, i) => encryptField(location, String(i))),
    )
    expect(await Promise.all(ciphertexts.map((ciphertext) => decryptField(location, ciphertext)))).toEqual(
      ciphertexts.map((_, i) => String(i)),
    )
    expect(await DataKey.countDocuments({ _id: objectId(location.owner) })).toBe(1)
  })
})
