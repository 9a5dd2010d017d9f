import {
  DecryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  InvalidCiphertextException,
  KMSClient,
  KMSServiceException,
  ReEncryptCommand,
} from '@aws-sdk/client-kms'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { kmsKeys } from '#lib/gateways/keys/kms.ts'

const KEY = 'alias/craftworks'
const ARN = 'arn:aws:kms:eu-central-1:123456789012:key/1'
const OWNER = '507f1f77bcf86cd799439011'
const OTHER = '507f1f77bcf86cd799439012'
const PLAIN = Buffer.alloc(32, 7)
const WRAPPED = Buffer.from('wrapped for its owner')

const kms = mockClient(KMSClient)
const keys = kmsKeys(KEY)

/** As KMS does: it unwraps with the encryption context that the key was wrapped with, and with no other. */
beforeEach(() => {
  kms.on(GenerateDataKeyCommand).resolves({
    Plaintext: PLAIN,
    CiphertextBlob: WRAPPED,
    KeyId: ARN,
    KeyMaterialId: 'material-1',
  })
  kms
    .on(DecryptCommand)
    .rejects(new InvalidCiphertextException({ $metadata: {}, message: 'another context' }))
  kms.on(DecryptCommand, { EncryptionContext: { owner: OWNER } }).resolves({ Plaintext: PLAIN })
})
afterEach(() => kms.reset())

const throttled = () =>
  new KMSServiceException({ name: 'ThrottlingException', $fault: 'client', $metadata: {} })

describe('the keys of KMS', () => {
  it('are made for one owner, under the master key', async () => {
    // Act
    const key = await keys.newDataKey(OWNER)
    // Assess
    expect(key).toEqual({ plain: PLAIN, wrapped: WRAPPED, wrappedBy: `${ARN}#material-1` })
    expect(kms.calls().map(({ args: [{ input }] }) => input)).toEqual([
      { KeyId: KEY, KeySpec: 'AES_256', EncryptionContext: { owner: OWNER } },
    ])
  })

  it('are unwrapped for their owner', async () => {
    // Act
    const plain = await keys.unwrap(WRAPPED, OWNER)
    // Assess
    expect(plain).toEqual(PLAIN)
    expect(kms.calls().map(({ args: [{ input }] }) => input)).toEqual([
      { KeyId: KEY, CiphertextBlob: WRAPPED, EncryptionContext: { owner: OWNER } },
    ])
  })

  it('are not unwrapped for anybody else', async () => {
    // Act
    const unwrapped = keys.unwrap(WRAPPED, OTHER)
    // Assess
    await expect(unwrapped).rejects.toBeInstanceOf(InvalidCiphertextException)
  })

  it('are refused where KMS answers without a key', async () => {
    // Prepare
    kms.on(GenerateDataKeyCommand).resolves({ CiphertextBlob: WRAPPED })
    // Act
    const made = keys.newDataKey(OWNER)
    // Assess
    await expect(made).rejects.toThrow('KMS answered without a key')
  })
})

describe('another master key', () => {
  const OLD = 'arn:aws:kms:eu-central-1:123456789012:key/0'

  it('unwraps by the key that wrapped, whichever is the current one', async () => {
    expect(await keys.unwrap(WRAPPED, OWNER, `${OLD}#material-7`)).toEqual(PLAIN)
    expect(kms.calls()[0]?.args[0].input).toMatchObject({ KeyId: OLD, EncryptionContext: { owner: OWNER } })
  })

  it('wraps a data key again inside KMS, for the same owner, and says its own name', async () => {
    // Prepare
    const again = Buffer.from('wrapped again')
    kms
      .on(ReEncryptCommand)
      .resolves({ CiphertextBlob: again, KeyId: ARN, DestinationKeyMaterialId: 'material-2' })
    // Act
    const rewrapped = await keys.rewrap(WRAPPED, OWNER, `${OLD}#material-7`)
    // Assess
    expect(rewrapped).toEqual({ wrapped: again, wrappedBy: `${ARN}#material-2` })
    expect(kms.calls().map(({ args: [{ input }] }) => input)).toEqual([
      {
        CiphertextBlob: WRAPPED,
        SourceKeyId: OLD,
        SourceEncryptionContext: { owner: OWNER },
        DestinationKeyId: KEY,
        DestinationEncryptionContext: { owner: OWNER },
      },
    ])
  })

  it('is told by its ARN and its material, which KMS renews each year', async () => {
    kms
      .on(GenerateDataKeyWithoutPlaintextCommand)
      .resolves({ CiphertextBlob: WRAPPED, KeyId: ARN, KeyMaterialId: 'material-2' })
    expect(await keys.currentName()).toBe(`${ARN}#material-2`)
  })
})

describe('a throttled call', () => {
  it('is an error, and the next one asks KMS again', async () => {
    // Prepare
    kms
      .on(DecryptCommand, { EncryptionContext: { owner: OWNER } })
      .rejectsOnce(throttled())
      .resolves({ Plaintext: PLAIN })
    kms
      .on(GenerateDataKeyCommand)
      .rejectsOnce(throttled())
      .resolves({ Plaintext: PLAIN, CiphertextBlob: WRAPPED })
    // Act
    const refused = [
      await keys.unwrap(WRAPPED, OWNER).catch(nameOf),
      await keys.newDataKey(OWNER).catch(nameOf),
    ]
    const later = [await keys.unwrap(WRAPPED, OWNER), (await keys.newDataKey(OWNER)).plain]
    // Assess
    expect(refused).toEqual(['ThrottlingException', 'ThrottlingException'])
    expect(later).toEqual([PLAIN, PLAIN])
    expect(kms.calls()).toHaveLength(4)
  })
})

describe('an SDK that could not be loaded', () => {
  it('is loaded by the next call', async () => {
    // Prepare
    vi.resetModules()
    vi.doMock('@aws-sdk/client-kms', () => {
      throw new Error('not read')
    })
    const fresh = (await import('#lib/gateways/keys/kms.ts')).kmsKeys(KEY)
    const first = await fresh.unwrap(WRAPPED, OWNER).catch(nameOf)
    vi.doUnmock('@aws-sdk/client-kms')
    // Act
    const second = await fresh.unwrap(WRAPPED, OWNER)
    // Assess
    expect(first).toBe('Error')
    expect(second).toEqual(PLAIN)
  })
})

const nameOf = (error: Error): string => error.name
