import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { serve } from '#infra/fakes/fake-server.ts'
import { startKmsFake } from '#infra/fakes/kms.ts'
import { kmsKeys } from '#lib/gateways/keys/kms.ts'
import { aFake } from '#lib/testing/fakes.ts'

const kms = aFake(startKmsFake)

const OWNER = '507f1f77bcf86cd799439011'
const OTHER = '507f1f77bcf86cd799439012'

let arn: string
beforeEach(() => {
  arn = kms.its.createKey()
})

const nameOf = (error: Error): string => error.name

describe('the keys of KMS', () => {
  it('are made for one owner, under the master key, and unwrapped for that owner', async () => {
    // Act
    const { plain, wrapped, wrappedBy } = await kmsKeys(arn).newDataKey(OWNER)
    // Assess
    expect(plain).toHaveLength(32)
    expect(wrapped.includes(plain)).toBe(false)
    expect(wrappedBy).toMatch(new RegExp(`^${arn}#[0-9a-f]{64}$`))
    expect(await kmsKeys(arn).unwrap(wrapped, OWNER)).toEqual(plain)
  })

  it('are not unwrapped for anybody else, nor if a byte was changed', async () => {
    // Prepare
    const { wrapped } = await kmsKeys(arn).newDataKey(OWNER)
    const changed = Buffer.from(wrapped)
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1
    // Act
    const refused = [
      await kmsKeys(arn).unwrap(wrapped, OTHER).catch(nameOf),
      await kmsKeys(arn).unwrap(changed, OWNER).catch(nameOf),
    ]
    // Assess
    expect(refused).toEqual(['InvalidCiphertextException', 'InvalidCiphertextException'])
  })

  it('are waited for where KMS is asked too often', async () => {
    // Prepare
    kms.its.failNext('GenerateDataKey', 'ThrottlingException')
    // Act
    const { plain } = await kmsKeys(arn).newDataKey(OWNER)
    // Assess
    expect(plain).toHaveLength(32)
  })
})

describe('another master key', () => {
  it('wraps a data key again inside KMS, for the same owner, and the old one is not needed any more', async () => {
    // Prepare
    const next = kms.its.createKey()
    const { plain, wrapped, wrappedBy } = await kmsKeys(arn).newDataKey(OWNER)
    const before = kms.its.calls().length
    // Act
    const renewed = await kmsKeys(next).rewrap(wrapped, OWNER, wrappedBy)
    // Assess
    expect(kms.its.calls().slice(before)).toMatchObject([{ operation: 'ReEncrypt' }])
    expect(renewed.wrappedBy).toMatch(new RegExp(`^${next}#`))
    expect(await kmsKeys(next).unwrap(wrapped, OWNER, wrappedBy)).toEqual(plain)
    kms.its.setState(arn, 'Disabled')
    expect(await kmsKeys(next).unwrap(renewed.wrapped, OWNER, renewed.wrappedBy)).toEqual(plain)
    expect(await kmsKeys(next).unwrap(wrapped, OWNER, wrappedBy).catch(nameOf)).toBe('DisabledException')
    expect(await kmsKeys(next).rewrap(renewed.wrapped, OTHER, renewed.wrappedBy).catch(nameOf)).toBe(
      'InvalidCiphertextException',
    )
  })

  it('is told by its ARN and its material, which KMS renews each year', async () => {
    // Prepare
    const { plain, wrapped, wrappedBy } = await kmsKeys(arn).newDataKey(OWNER)
    const first = await kmsKeys(arn).currentName()
    // Act
    kms.its.renewMaterial(arn)
    const second = await kmsKeys(arn).currentName()
    const renewed = await kmsKeys(arn).rewrap(wrapped, OWNER, wrappedBy)
    // Assess
    expect([first, second === first, renewed.wrappedBy]).toEqual([wrappedBy, false, second])
    expect(await kmsKeys(arn).unwrap(wrapped, OWNER, wrappedBy)).toEqual(plain)
    expect(await kmsKeys(arn).unwrap(renewed.wrapped, OWNER, renewed.wrappedBy)).toEqual(plain)
  })
})

describe('a client of KMS', () => {
  afterEach(() => vi.resetModules())

  /** The gateway as a new process has it. */
  async function freshKeys() {
    vi.resetModules()
    return (await import('#lib/gateways/keys/kms.ts')).kmsKeys(arn)
  }

  it('refuses an answer without a key', async () => {
    // Prepare
    const silent = await serve(() => ({ status: 200, json: { KeyId: arn } }))
    vi.stubEnv('AWS_ENDPOINT_URL_KMS', silent.url)
    // Act
    const made = (await freshKeys()).newDataKey(OWNER)
    // Assess
    await expect(made).rejects.toThrow('KMS answered without a key')
    vi.unstubAllEnvs()
    await silent.stop()
  })

  it('whose SDK could not be loaded is loaded by the next call', async () => {
    // Prepare
    const { plain, wrapped } = await kmsKeys(arn).newDataKey(OWNER)
    vi.doMock('@aws-sdk/client-kms', () => {
      throw new Error('not read')
    })
    const fresh = await freshKeys()
    const first = await fresh.unwrap(wrapped, OWNER).catch(nameOf)
    vi.doUnmock('@aws-sdk/client-kms')
    // Act
    const second = await fresh.unwrap(wrapped, OWNER)
    // Assess
    expect([first, second]).toEqual(['Error', plain])
  })
})
