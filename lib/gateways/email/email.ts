/** An e-mail to one person. */
export interface Email {
  readonly to: string
  readonly subject: string
  readonly html: string
  readonly text: string
  /** The address for replies, if they should not come to us. */
  readonly replyTo?: string
  /** The one-click unsubscribe link for e-mails of this kind (RFC 8058); mail programs show a button for it. */
  readonly unsubscribeUrl?: string
  /** An e-mail with the same key is sent only once within 24 h, however often it is tried. */
  readonly idempotencyKey: string
}
