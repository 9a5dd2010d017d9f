import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startKmsFake } from '#infra/fakes/kms.ts'
import { startSecretsManagerFake } from '#infra/fakes/secrets-manager.ts'
import { opsCommands } from '#infra/ops/testing/ops-commands.ts'
import { decryptField, encryptField } from '#lib/encryption/encrypt-field.ts'
import { DataKey } from '#lib/model/data-key.model.ts'
import { NationalId } from '#lib/model/national-id.model.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { aFake } from '#lib/testing/fakes.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aCraftsman } from '#lib/testing/people.ts'
import { aNationalId, submit } from '#lib/testing/verifications.ts'
import { withSettings } from '#lib/testing/with-settings.ts'

aDatabase({ own: true })
const kms = aFake(startKmsFake)
const secrets = aFake(() => startSecretsManagerFake('craftworks/prod'))
const { start } = opsCommands()

/** What the runbook says that whoever rotates the master key may do. */
const OPERATOR = 'operator'
const RIGHTS = ['kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'] as const
const HASH_KEY = process.env.NATIONAL_ID_KEY ?? ''

const field = 'payoutAccount:1'
interface Sealed {
  readonly owner: UserId
  readonly ciphertext: string
}

/** Fields of so many people, whose data keys this key wraps. */
const sealedUnder = (key: string, count: number): Promise<readonly Sealed[]> =>
  asFunctionWith(key, () => Promise.all(Array.from({ length: count }, aSealedField)))

const aSealedField = async (): Promise<Sealed> => {
  const owner = newId<'User'>()
  return { owner, ciphertext: await encryptField({ owner, field }, `of ${owner}`) }
}

/** What functions do whose deployment has this key. */
const asFunctionWith = <T>(key: string, work: () => Promise<T>): Promise<T> =>
  withSettings({ KMS_KEY_ID: key }, work)

async function expectReadable(sealed: readonly Sealed[]): Promise<void> {
  const texts = await Promise.all(
    sealed.map(({ owner, ciphertext }) => decryptField({ owner, field }, ciphertext)),
  )
  expect(texts).toEqual(sealed.map(({ owner }) => `of ${owner}`))
}

/** Runs `KMS_KEY_ID=<key> STAGE=prod npm run keys:rotate -- --aws` with the credentials of the operator. */
function rotation(key: string, env: Readonly<Record<string, string>> = {}) {
  const { SECRETS_ARN: _, ...aws } = { ...secrets.its.env, ...kms.its.env }
  return start('rotate-keys', ['--aws'], {
    ...aws,
    AWS_ACCESS_KEY_ID: OPERATOR,
    STAGE: 'prod',
    ...(key !== '' && { KMS_KEY_ID: key }),
    ...env,
  })
}
const rotateTo = (key: string, env: Readonly<Record<string, string>> = {}) => rotation(key, env).ended

/** How many data keys each master key wraps. */
const wrappedBy = (key: string) => DataKey.countDocuments({ wrappedBy: new RegExp(`^${key}#`) })

let old: string
let next: string
beforeEach(async () => {
  delete process.env.SECRETS_ARN // functions of this process have their settings from the environment
  await Promise.all([DataKey.deleteMany({}), NationalId.deleteMany({})])
  secrets.its.put({
    MONGODB_URI: process.env.MONGODB_URI,
    JWT_SECRET: process.env.JWT_SECRET,
    NATIONAL_ID_KEY: HASH_KEY,
  })
  old = kms.its.createKey()
  next = kms.its.createKey()
  kms.its.allow(OPERATOR, RIGHTS)
})
afterEach(() => kms.its.setState(old, 'Enabled'))

describe('keys:rotate -- --aws to another key', () => {
  it('wraps every data key again inside KMS while people read, and then the old key can go', async () => {
    // Prepare
    const sealed = await sealedUnder(old, 25)
    let isOver = false
    let reads = 0
    const reading = asFunctionWith(next, async () => {
      for (; !isOver; reads += sealed.length) await expectReadable(sealed)
    })
    // Act
    const { code, text } = await rotateTo(next)
    isOver = true
    await reading
    // Assess
    expect([code, text]).toEqual([0, expect.stringContaining('25 data keys, 25 of them wrapped again now')])
    expect(await wrappedBy(next)).toBe(25)
    expect(reads).toBeGreaterThan(25)
    const asked = kms.its.calls().filter(({ by }) => by === OPERATOR)
    expect(new Set(asked.map(({ operation }) => operation))).toEqual(
      new Set(['GenerateDataKeyWithoutPlaintext', 'ReEncrypt']), // none of them shows a data key
    )
    kms.its.setState(old, 'Disabled')
    await asFunctionWith(next, () => expectReadable(sealed))
  })

  it('goes on where it was stopped, and everything can be read in between', async () => {
    // Prepare
    const sealed = await sealedUnder(old, 25)
    const hold = kms.its.holdAfter('ReEncrypt', 10)
    const { child, ended } = rotation(next)
    // Act
    await hold.reached
    child.kill('SIGKILL')
    await ended
    hold.release()
    // Assess
    expect([await wrappedBy(old), await wrappedBy(next)]).toEqual([15, 10])
    await asFunctionWith(next, () => expectReadable(sealed))
    expect(await rotateTo(next)).toMatchObject({
      code: 0,
      text: expect.stringContaining('25 data keys, 15 of them wrapped again now') as unknown,
    })
    kms.its.setState(old, 'PendingDeletion')
    await asFunctionWith(next, () => expectReadable(sealed))
  })

  it('brings back no key of somebody who is erased meanwhile', async () => {
    // Prepare
    const [erased, kept] = (await sealedUnder(old, 2)) as [Sealed, Sealed]
    const hold = kms.its.holdAfter('ReEncrypt', 0)
    const { ended } = rotation(next)
    await hold.reached
    // Act
    await DataKey.deleteOne({ _id: objectId(erased.owner) })
    hold.release()
    // Assess
    expect(await ended).toMatchObject({
      code: 0,
      text: expect.stringContaining('1 data keys, 1 of') as unknown,
    })
    await asFunctionWith(next, () => expectReadable([kept]))
    const { owner, ciphertext } = erased
    await expect(asFunctionWith(next, () => decryptField({ owner, field }, ciphertext))).rejects.toThrow(
      'gone',
    )
  })

  it('waits where KMS is asked too often, and leaves what it refuses for the next run', async () => {
    // Prepare
    const sealed = await sealedUnder(old, 6)
    kms.its.failNext('ReEncrypt', 'ThrottlingException', 2)
    kms.its.failNext('ReEncrypt', 'AccessDeniedException', 2)
    // Act
    const first = await rotateTo(next)
    const second = await rotateTo(next)
    // Assess
    expect([first.code, first.text]).toEqual([
      1,
      expect.stringContaining('2 failed, and 2 data keys need an old key'),
    ])
    expect([second.code, await wrappedBy(next)]).toEqual([0, 6])
    await asFunctionWith(next, () => expectReadable(sealed))
  })

  it('does not hand the data key of one person to another', async () => {
    // Prepare: somebody with the database alone put one key in the place of the other
    const [one, other] = (await sealedUnder(old, 2)) as [Sealed, Sealed]
    const stolen = await DataKey.findById(one.owner).lean()
    await DataKey.updateOne({ _id: objectId(other.owner) }, { $set: { wrapped: stolen?.wrapped } })
    // Act
    const { code, text } = await rotateTo(next)
    // Assess
    expect([code, text]).toEqual([1, expect.stringContaining('InvalidCiphertextException')])
    expect([await wrappedBy(old), await wrappedBy(next)]).toEqual([1, 1])
  })
})

describe('keys:rotate -- --aws with the same key', () => {
  it('moves what older material wrapped to the newest, and has nothing to do before it is renewed', async () => {
    // Prepare
    const sealed = await sealedUnder(old, 3)
    const before = await rotateTo(old)
    kms.its.renewMaterial(old)
    await asFunctionWith(old, () => expectReadable(sealed))
    // Act
    const { code, text } = await rotateTo(old)
    // Assess
    expect(before.text).toContain('0 of them wrapped again now')
    expect([code, text]).toEqual([0, expect.stringContaining('3 data keys, 3 of them')])
    expect(new Set((await DataKey.find().lean()).map((key) => key.wrappedBy)).size).toBe(1)
    await asFunctionWith(old, () => expectReadable(sealed))
  })

  it('hashes ID numbers with the keys of the secret, which takes the right to decrypt', async () => {
    // Prepare
    const number = aNationalId()
    await asFunctionWith(old, async () => submit(await aCraftsman(), number))
    const fresh = Buffer.alloc(32, 'hashes from now on').toString('base64')
    const secret = { MONGODB_URI: process.env.MONGODB_URI, JWT_SECRET: process.env.JWT_SECRET }
    secrets.its.put({ ...secret, NATIONAL_ID_KEY: `${fresh},${HASH_KEY}` })
    const refused = await rotateTo(old)
    kms.its.allow(OPERATOR, [...RIGHTS, 'kms:Decrypt'])
    // Act
    const both = await rotateTo(old)
    secrets.its.put({ ...secret, NATIONAL_ID_KEY: fresh })
    const alone = await rotateTo(old)
    // Assess
    expect([refused.code, refused.text]).toEqual([1, expect.stringContaining('1 failed')])
    for (const { code, text } of [both, alone])
      expect([code, text]).toEqual([0, expect.stringContaining('1 ID numbers hashed again now')])
    expect((await NationalId.findOne().lean())?.hashes).toHaveLength(1)
  })
})

describe('keys:rotate -- --aws is refused in one line', () => {
  it('without a key, or with one that is not known, is disabled, or may not be used', async () => {
    // Prepare
    kms.its.allow('nobody', [])
    kms.its.setState(old, 'Disabled')
    // Act
    const ended = await Promise.all([
      rotateTo(''),
      rotateTo(`${next}0`),
      rotateTo(old),
      rotateTo(next, { AWS_ACCESS_KEY_ID: 'nobody' }),
    ])
    // Assess
    expect(ended.map(({ code, text }) => [code, text.trim()])).toEqual([
      [1, 'Name the key that is to wrap from now on: KMS_KEY_ID=arn:aws:kms:...'],
      [1, expect.stringMatching(/^KMS refuses .*NotFoundException.*$/)],
      [1, expect.stringMatching(/^KMS refuses .*DisabledException.* is disabled\.$/)],
      [1, expect.stringMatching(/^KMS refuses .*AccessDenied.* kms:GenerateDataKeyWithoutPlaintext$/)],
    ])
  })
})
