import { type FakeServer, serve } from '#infra/fakes/fake-server.ts'

/**
 * A proxy to a service that makes `share` of all requests fail. Half of those never reach the service. Of the other
 * half only the answer is lost: the request was executed, but the caller does not know.
 */
export async function faultyProxyTo(
  target: FakeServer,
  share: number,
  random: () => number,
): Promise<FakeServer> {
  const { url, stop } = await serve(async ({ method, url: { pathname, search }, headers, body }) => {
    const draw = random()
    if (draw < share / 2) return { status: 503, json: { message: 'The request was lost' } }
    const { host: _, connection: __, 'content-length': ___, 'transfer-encoding': ____, ...rest } = headers
    const bodyless = method === 'GET' || method === 'HEAD'
    const answer = await fetch(`${target.url}${pathname}${search}`, {
      method,
      headers: rest,
      ...(!bodyless && { body: new Uint8Array(body) }),
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    if (draw < share) return { status: 503, json: { message: 'The answer was lost' } }
    const type = answer.headers.get('content-type')
    return { status: answer.status, bytes, ...(type && { headers: { 'content-type': type } }) }
  })
  const env = Object.fromEntries(
    Object.entries(target.env).map(([name, value]) => [name, value.replace(target.url, url)]),
  )
  return { url, env, stop }
}
