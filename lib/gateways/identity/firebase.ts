import { type App, getApps, initializeApp } from 'firebase-admin/app'
import { getAuth } from 'firebase-admin/auth'
import * as z from 'zod'
import { fail, isRefusal } from '#lib/errors/app-error.ts'
import type { Identity } from '#lib/gateways/identity/identity.ts'
import { SECOND } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { log } from '#lib/platform/logger.ts'

const TIMEOUT_MS = 5 * SECOND

const claims = z.object({
  uid: z.string().min(1).max(128),
  email: z.string().optional(),
  email_verified: z.boolean().optional(),
  phone_number: z.string().optional(),
  name: z.string().optional(),
  firebase: z.object({ sign_in_provider: z.string().optional() }).optional(),
})

/** The SDK's error codes for a token that is not valid; any other error means that Google could not be reached. */
const INVALID_TOKEN_CODES = new Set([
  'auth/argument-error',
  'auth/invalid-id-token',
  'auth/id-token-expired',
  'auth/id-token-revoked',
  'auth/user-disabled',
  'auth/user-not-found',
])

/** Verifies a Firebase ID token with Firebase's own SDK: its signature, its project and its times. */
export async function readFirebaseToken(idToken: string): Promise<Identity> {
  const auth = getAuth(await app())
  try {
    const verified = claims.parse(await withTimeout(auth.verifyIdToken(idToken)))
    return {
      id: verified.uid,
      email: verified.email ?? null,
      emailVerified: verified.email_verified === true,
      phone: verified.phone_number ?? null,
      name: verified.name ?? null,
      provider: verified.firebase?.sign_in_provider ?? null,
    }
  } catch (cause) {
    if (isRefusal(cause, 'IDENTITY_UNAVAILABLE')) throw cause
    const isInvalidToken = cause instanceof z.ZodError || INVALID_TOKEN_CODES.has(codeOf(cause))
    if (!isInvalidToken) log.warn('identity provider not reached', { error: cause })
    throw fail(isInvalidToken ? 'INVALID_IDENTITY_TOKEN' : 'IDENTITY_UNAVAILABLE', { cause })
  }
}

/** The SDK's app, created once. Verifying a token needs only the project's id, so the app gets no key. */
async function app(): Promise<App> {
  const { FIREBASE_SERVICE_ACCOUNT } = await config('identity')
  const { project_id: projectId } = FIREBASE_SERVICE_ACCOUNT
  const own = `identity-${projectId}` // by its name: pushes have apps of their own in the same process
  const known = getApps().find(({ name }) => name === own)
  const credential = { getAccessToken: () => Promise.reject(new Error('No access to Google is needed here')) }
  return known ?? initializeApp({ projectId, credential }, own)
}

async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(fail('IDENTITY_UNAVAILABLE')), TIMEOUT_MS)
  })
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer))
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
