import { GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, describe, expect, it } from 'vitest'
import { kmsKeys } from '#lib/gateways/keys/kms.ts'

const OWNER = '507f1f77bcf86cd799439011'
const WRAPPED = Buffer.from('wrapped for its owner')

/** The SDK itself is replaced: KMS, and so its stand-in over HTTP, never answers like this. */
const kms = mockClient(KMSClient)
const keys = kmsKeys('alias/craftworks')
afterEach(() => kms.reset())

describe('the keys of KMS', () => {
  it('are refused where KMS answers without a key', async () => {
    // Prepare
    kms.on(GenerateDataKeyCommand).resolves({ CiphertextBlob: WRAPPED })
    // Act
    const made = keys.newDataKey(OWNER)
    // Assess
    await expect(made).rejects.toThrow('KMS answered without a key')
  })
})
