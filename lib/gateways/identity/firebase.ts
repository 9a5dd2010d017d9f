import { getApps, initializeApp, type App } from 'firebase-admin/app'
import { getAuth } from 'firebase-admin/auth'
import * as z from 'zod'
import { fail, isRefusal } from '#lib/errors/app-error.ts'
import type { Identity } from '#lib/gateways/identity/identity.ts'
import { SECOND } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { log } from '#lib/platform/logger.ts'

const PATIENCE = 5 * SECOND

const claims = z.object({
  uid: z.string().min(1).max(128),
  email: z.string().optional(),
  email_verified: z.boolean().optional(),
  phone_number: z.string().optional(),
  name: z.string().optional(),
})

/** What Firebase's SDK says about a token that is no good; any other error is about the way to Google. */
const TOKEN_FAULTS = new Set([
  'auth/argument-error',
  'auth/invalid-id-token',
  'auth/id-token-expired',
  'auth/id-token-revoked',
  'auth/user-disabled',
  'auth/user-not-found',
])

/** Reads a Firebase ID token with Firebase's own SDK: signature, project, times. */
export async function readFirebaseToken(idToken: string): Promise<Identity> {
  const auth = getAuth(await app())
  try {
    const read = claims.parse(await inTime(auth.verifyIdToken(idToken)))
    return {
      id: read.uid,
      email: read.email ?? null,
      emailVerified: read.email_verified === true,
      phone: read.phone_number ?? null,
      name: read.name ?? null,
    }
  } catch (cause) {
    if (isRefusal(cause, 'IDENTITY_UNAVAILABLE')) throw cause
    const isFault = cause instanceof z.ZodError || TOKEN_FAULTS.has(codeOf(cause))
    if (!isFault) log.warn('identity provider not reached', { error: cause })
    throw fail(isFault ? 'INVALID_IDENTITY_TOKEN' : 'IDENTITY_UNAVAILABLE', { cause })
  }
}

/** The SDK's app, made once. Checking a token takes the project's name alone, so it is given no key. */
async function app(): Promise<App> {
  const { FIREBASE_SERVICE_ACCOUNT } = await config('identity')
  const [known] = getApps()
  const credential = { getAccessToken: () => Promise.reject(new Error('No access to Google is needed here')) }
  return known ?? initializeApp({ projectId: FIREBASE_SERVICE_ACCOUNT.project_id, credential })
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(fail('IDENTITY_UNAVAILABLE')), PATIENCE)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
