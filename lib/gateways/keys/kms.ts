import { lazyClient } from '#lib/gateways/aws-client.ts'
import type { Keys } from '#lib/gateways/keys/master-key.ts'

const kms = /* @__PURE__ */ lazyClient(async (settings) => {
  const sdk = await import('@aws-sdk/client-kms')
  return { sdk, client: new sdk.KMSClient(settings) }
})

/** AWS KMS. The owner is the encryption context: it is in CloudTrail, and part of what unwrapping checks. */
export function kmsKeys(keyId: string): Keys {
  return {
    newDataKey: async (owner) => {
      const { sdk, client } = await kms()
      const { Plaintext, CiphertextBlob } = await client.send(
        new sdk.GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: { owner } }),
      )
      return { plain: present(Plaintext), wrapped: present(CiphertextBlob) }
    },
    unwrap: async (wrapped, owner) => {
      const { sdk, client } = await kms()
      const { Plaintext } = await client.send(
        new sdk.DecryptCommand({ KeyId: keyId, CiphertextBlob: wrapped, EncryptionContext: { owner } }),
      )
      return present(Plaintext)
    },
  }
}

function present(bytes: Uint8Array | undefined): Buffer {
  if (!bytes) throw new Error('KMS answered without a key')
  return Buffer.from(bytes)
}
