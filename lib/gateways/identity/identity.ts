/** What an identity provider confirms about the person behind a token. */
export interface Identity {
  /** The provider's own id of the person. */
  readonly id: string
  readonly email: string | null
  readonly emailVerified: boolean
  readonly phone: string | null
  readonly name: string | null
  /** How the person signed in, in the provider's words: `google.com`, `phone`, `anonymous`. */
  readonly provider: string | null
}
