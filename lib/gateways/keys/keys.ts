import { kmsKeys } from '#lib/gateways/keys/kms.ts'
import { localKeys } from '#lib/gateways/keys/local.ts'
import type { Keys } from '#lib/gateways/keys/master-key.ts'
import { config } from '#lib/platform/config.ts'

/** The keeper of the master key that this deployment is set to. */
export async function keys(): Promise<Keys> {
  const { KMS_KEY_ID, LOCAL_KEY } = await config('keys')
  return KMS_KEY_ID ? kmsKeys(KMS_KEY_ID) : localKeys(LOCAL_KEY ?? '')
}
