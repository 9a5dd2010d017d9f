import { createHash, randomBytes } from 'node:crypto'
import { HOUR } from '#lib/platform/clock.ts'

/** How long a reset link works, in real time. */
export const RESET_LIFETIME_MS = HOUR

/** A new reset token. It has 256 random bits, so its hash needs no salt and no work factor. */
export const newResetToken = (): string => randomBytes(32).toString('base64url')

/** The hash that is stored instead of the token, so that a dump of the database holds no valid token. */
export const hashOfResetToken = (token: string): string => createHash('sha256').update(token).digest('hex')
