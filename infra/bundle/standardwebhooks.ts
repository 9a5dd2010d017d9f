/** Stands in for `standardwebhooks`, with which Resend's SDK checks calls from Resend: Craftworks takes none. */
export function Webhook(): never {
  throw new Error('The check of calls from Resend is left out of bundles.')
}
