/** Stands in for `postal-mime`, with which Resend's SDK reads mail that comes in: Craftworks only sends. */
export default function postalMime(): never {
  throw new Error('The reader of incoming mail is left out of bundles.')
}
