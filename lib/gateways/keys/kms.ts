import type { Keys } from '#lib/gateways/keys/keys.ts'

/** Loaded when there is something to seal or to open: most requests have nothing. */
async function openClient() {
  const sdk = await import('@aws-sdk/client-kms')
  return { sdk, kms: new sdk.KMSClient({}) }
}

let opening: ReturnType<typeof openClient> | undefined

/** AWS KMS. The owner is the encryption context: it is in CloudTrail, and part of what unwrapping checks. */
export function kmsKeys(keyId: string): Keys {
  opening ??= openClient()
  const client = opening
  return {
    newDataKey: async (owner) => {
      const { sdk, kms } = await client
      const { Plaintext, CiphertextBlob } = await kms.send(
        new sdk.GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: { owner } }),
      )
      return { plain: present(Plaintext), wrapped: present(CiphertextBlob) }
    },
    unwrap: async (wrapped, owner) => {
      const { sdk, kms } = await client
      const { Plaintext } = await kms.send(
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
