import { gunzipSync } from 'node:zlib'
import { type FakeRequest, type FakeResponse, serve } from '#infra/fakes/fake-server.ts'

/** An advisory as a registry answers it. */
export interface RegistryAdvisory {
  readonly id: number
  readonly url: string
  readonly title: string
  readonly severity: 'low' | 'moderate' | 'high' | 'critical'
  readonly vulnerable_versions: string
}

export interface NpmRegistryFake {
  /** What npm needs in its environment to ask here, and to lose patience soon. */
  readonly env: Readonly<Record<string, string>>
  readonly stop: () => Promise<void>
  /** The versions that were asked about last, by the names of their packages. */
  readonly asked: () => Readonly<Record<string, readonly string[]>>
  /** What is known against packages, by their names. */
  readonly know: (advisories: Readonly<Record<string, readonly RegistryAdvisory[]>>) => void
  /** Answers questions about advisories with this status from now on; with 0 they are never answered. */
  readonly answerWith: (status: number) => void
}

/** A registry of npm that is asked for advisories in bulk, as `npm audit` does, and has no package itself. */
export async function startNpmRegistryFake(): Promise<NpmRegistryFake> {
  let known: Readonly<Record<string, readonly RegistryAdvisory[]>> = {}
  let asked: Readonly<Record<string, readonly string[]>> = {}
  let status = 200

  const advisories = (request: FakeRequest): FakeResponse | Promise<never> => {
    if (status === 0) return new Promise<never>(() => undefined)
    if (status !== 200) return { status, json: { error: 'refused as planned' } }
    asked = readBody(request) as typeof asked
    return { status, json: Object.fromEntries(Object.entries(known).filter(([name]) => name in asked)) }
  }

  const { url, stop } = await serve((request) =>
    request.method === 'POST' && request.url.pathname.startsWith('/-/npm/v1/security/')
      ? advisories(request)
      : { status: 404, json: { error: 'not found' } },
  )
  return {
    env: { npm_config_registry: url, npm_config_fetch_timeout: '500', npm_config_fetch_retries: '0' },
    stop,
    asked: () => asked,
    know: (advisories) => void (known = advisories),
    answerWith: (next) => void (status = next),
  }
}

function readBody({ headers, body }: FakeRequest): unknown {
  const text = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
  return JSON.parse(text.toString()) as unknown
}
