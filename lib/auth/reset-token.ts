import { createHash, randomBytes } from 'node:crypto'
import { HOUR } from '#lib/platform/clock.ts'

/** How long a reset link works, in real time. */
export const RESET_LIFETIME = HOUR

/** A reset token: 256 bits, so that its hash needs no salt and no cost. */
export const newResetToken = (): string => randomBytes(32).toString('base64url')

/** What is stored of it: a dump of the database holds no token that works. */
export const hashOfResetToken = (token: string): string => createHash('sha256').update(token).digest('hex')
