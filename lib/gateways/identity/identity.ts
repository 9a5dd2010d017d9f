import { readFirebaseToken } from '#lib/gateways/identity/firebase.ts'

/** What an identity provider vouches for about the person behind a token. */
export interface Identity {
  /** The provider's own id of the person. */
  readonly id: string
  readonly email: string | null
  readonly emailVerified: boolean
  readonly phone: string | null
  readonly name: string | null
}

/**
 * Reads a token of the identity provider. Throws INVALID_IDENTITY_TOKEN for one that is not its own, not for
 * us or too old, IDENTITY_UNAVAILABLE where that cannot be found out now.
 */
export const readIdentity: (idToken: string) => Promise<Identity> = readFirebaseToken
