/** What an `Idempotency-Key` may be: 1 to 255 visible ASCII characters. The document publishes it. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/
