import { type FakeServer, serve } from '#infra/fakes/fake-server.ts'

/** A person with an account at the identity provider. */
export interface Identity {
  /** The provider's own id of the person. */
  readonly uid: string
  readonly email?: string
  readonly emailVerified?: boolean
  readonly name?: string
  readonly phoneNumber?: string
  readonly provider?: 'google.com' | 'apple.com' | 'facebook.com' | 'phone' | (string & {})
}

export interface FirebaseFake extends FakeServer {
  /** Makes an ID token as an app would get it from Firebase; it is valid for `seconds`. */
  readonly mint: (identity: Identity, seconds?: number) => string
}

const PROJECT = 'craftworks-local'

/**
 * Firebase Auth on this machine: the calls that the admin SDK makes in emulator mode. In that mode the SDK accepts
 * tokens without a signature, so the settings refuse it on AWS.
 */
export async function startFirebaseFake({ port = 0, projectId = PROJECT } = {}): Promise<FirebaseFake> {
  const { url, stop } = await serve(({ method, url: { pathname }, body }) => {
    const isLookup = method === 'POST' && pathname.endsWith('/accounts:lookup')
    if (!isLookup) return { status: 404, json: { error: { code: 404, message: 'NOT_FOUND' } } }
    const { localId = [] } = JSON.parse(body.toString('utf8')) as { localId?: readonly string[] }
    return { status: 200, json: { users: localId.map((uid) => ({ localId: uid, disabled: false })) } }
  }, port)
  return {
    url,
    env: {
      FIREBASE_AUTH_EMULATOR_HOST: url.replace('http://', ''),
      FIREBASE_SERVICE_ACCOUNT: JSON.stringify({
        project_id: projectId,
        client_email: `fake@${projectId}.example`,
        private_key: 'none: the fake checks no signature',
      }),
    },
    stop,
    mint: (identity, seconds = 3_600) => unsignedToken(identity, projectId, seconds),
  }
}

/** An ID token of an identity for a project, without a signature as in the emulator. */
export function unsignedToken(
  { uid, email, emailVerified = true, name, phoneNumber, provider = 'google.com' }: Identity,
  projectId: string,
  seconds: number,
): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    iss: `https://securetoken.google.com/${projectId}`,
    aud: projectId,
    sub: uid,
    user_id: uid,
    auth_time: now,
    iat: now,
    exp: now + seconds,
    ...(name && { name }),
    ...(email && { email, email_verified: emailVerified }),
    ...(phoneNumber && { phone_number: phoneNumber }),
    firebase: { identities: {}, sign_in_provider: provider },
  }
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
