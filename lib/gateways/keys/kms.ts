import { lazyClient } from '#lib/gateways/aws-client.ts'
import type { Keys } from '#lib/gateways/keys/master-key.ts'

const kms = /* @__PURE__ */ lazyClient(async (settings) => {
  const sdk = await import('@aws-sdk/client-kms')
  return { sdk, client: new sdk.KMSClient(settings) }
})

/**
 * AWS KMS. The owner is the encryption context: it is in CloudTrail, and part of what unwrapping checks. A data key is
 * stored with the name of the key in KMS that wrapped it, so that `keyId` may become another one.
 */
export function kmsKeys(keyId: string): Keys {
  return {
    newDataKey: async (owner) => {
      const { sdk, client } = await kms()
      const { Plaintext, CiphertextBlob, ...key } = await client.send(
        new sdk.GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: { owner } }),
      )
      return { plain: present(Plaintext), wrapped: present(CiphertextBlob), wrappedBy: nameOf(key, keyId) }
    },
    unwrap: async (wrapped, owner, wrappedBy) => {
      const { sdk, client } = await kms()
      const { Plaintext } = await client.send(
        new sdk.DecryptCommand({
          KeyId: keyIdIn(wrappedBy) ?? keyId,
          CiphertextBlob: wrapped,
          EncryptionContext: { owner },
        }),
      )
      return present(Plaintext)
    },
    currentName: async () => {
      const { sdk, client } = await kms()
      const key = await client.send(
        new sdk.GenerateDataKeyWithoutPlaintextCommand({
          KeyId: keyId,
          KeySpec: 'AES_256',
          EncryptionContext: { owner: 'nobody' },
        }),
      )
      return nameOf(key, keyId)
    },
    rewrap: async (wrapped, owner, wrappedBy) => {
      const { sdk, client } = await kms()
      const { CiphertextBlob, KeyId, DestinationKeyMaterialId } = await client.send(
        new sdk.ReEncryptCommand({
          CiphertextBlob: wrapped,
          SourceKeyId: keyIdIn(wrappedBy) ?? keyId,
          SourceEncryptionContext: { owner },
          DestinationKeyId: keyId,
          DestinationEncryptionContext: { owner },
        }),
      )
      const key = { KeyId, KeyMaterialId: DestinationKeyMaterialId }
      return { wrapped: present(CiphertextBlob), wrappedBy: nameOf(key, keyId) }
    },
  }
}

interface UsedKey {
  readonly KeyId?: string | undefined
  readonly KeyMaterialId?: string | undefined
}

/** The ARN of a key, and which of its materials: KMS makes a new one each year, under the same ARN. */
const nameOf = ({ KeyId, KeyMaterialId }: UsedKey, keyId: string): string =>
  [KeyId ?? keyId, KeyMaterialId].filter(Boolean).join('#')

const keyIdIn = (name: string | undefined): string | undefined => name?.split('#')[0]

function present(bytes: Uint8Array | undefined): Buffer {
  if (!bytes) throw new Error('KMS answered without a key')
  return Buffer.from(bytes)
}
