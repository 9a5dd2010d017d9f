import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import type { Keys } from '#lib/gateways/keys/keys.ts'

let client: KMSClient | undefined

/** AWS KMS. The owner is the encryption context: it is in CloudTrail, and part of what unwrapping checks. */
export function kmsKeys(keyId: string): Keys {
  client ??= new KMSClient({})
  const kms = client
  return {
    newDataKey: async (owner) => {
      const { Plaintext, CiphertextBlob } = await kms.send(
        new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: { owner } }),
      )
      return { plain: present(Plaintext), wrapped: present(CiphertextBlob) }
    },
    unwrap: async (wrapped, owner) => {
      const { Plaintext } = await kms.send(
        new DecryptCommand({ KeyId: keyId, CiphertextBlob: wrapped, EncryptionContext: { owner } }),
      )
      return present(Plaintext)
    },
  }
}

function present(bytes: Uint8Array | undefined): Buffer {
  if (!bytes) throw new Error('KMS answered without a key')
  return Buffer.from(bytes)
}
