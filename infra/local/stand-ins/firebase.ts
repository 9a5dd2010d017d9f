import { serve, type StandIn } from '#infra/local/stand-ins/stand-in.ts'

/** Somebody whom the identity provider knows. */
export interface Identity {
  /** The provider's own id of him. */
  readonly uid: string
  readonly email?: string
  readonly emailVerified?: boolean
  readonly name?: string
  readonly phoneNumber?: string
  readonly provider?: 'google.com' | 'apple.com' | 'facebook.com' | 'phone'
}

export interface FirebaseStandIn extends StandIn {
  /** An ID token as an app would get it from Firebase; lives `seconds` from now on. */
  readonly mint: (identity: Identity, seconds?: number) => string
}

const PROJECT = 'craftworks-local'

/**
 * Firebase Auth on this machine: what the admin SDK's emulator mode asks for. In that mode the SDK takes
 * tokens without a signature, which is why the settings refuse it on AWS.
 */
export async function startFirebaseStandIn({ port = 0, projectId = PROJECT } = {}): Promise<FirebaseStandIn> {
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
        client_email: `stand-in@${projectId}.example`,
        private_key: 'none: the stand-in checks no signature',
      }),
    },
    stop,
    mint: (identity, seconds = 3_600) => unsignedToken(identity, projectId, seconds),
  }
}

/** The token of an identity for a project, in the emulator's form: without a signature. */
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
