import { readFirebaseToken } from '#lib/gateways/identity/firebase.ts'
import type { Identity } from '#lib/gateways/identity/identity.ts'

/**
 * Verifies a token of the identity provider. Throws INVALID_IDENTITY_TOKEN if the provider did not issue it, if it
 * is meant for another project or if it has expired; IDENTITY_UNAVAILABLE if this cannot be checked now.
 */
export const readIdentity: (idToken: string) => Promise<Identity> = readFirebaseToken
