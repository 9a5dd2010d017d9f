import { serve, type StandIn } from '#infra/local/stand-ins/stand-in.ts'

/**
 * A way to a service on which `share` of all requests fail: half of them never arrive, of the other half the
 * answer is lost on the way back, so that it happened and nobody knows.
 */
export async function faultyWayTo(target: StandIn, share: number, random: () => number): Promise<StandIn> {
  const { url, stop } = await serve(async ({ method, url: { pathname, search }, headers, body }) => {
    const luck = random()
    if (luck < share / 2) return { status: 503, json: { message: 'It did not arrive' } }
    const { host: _, connection: __, 'content-length': ___, 'transfer-encoding': ____, ...rest } = headers
    const bodyless = method === 'GET' || method === 'HEAD'
    const answer = await fetch(`${target.url}${pathname}${search}`, {
      method,
      headers: rest,
      ...(!bodyless && { body: new Uint8Array(body) }),
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    if (luck < share) return { status: 503, json: { message: 'The answer was lost' } }
    const type = answer.headers.get('content-type')
    return { status: answer.status, bytes, ...(type && { headers: { 'content-type': type } }) }
  })
  const env = Object.fromEntries(
    Object.entries(target.env).map(([name, value]) => [name, value.replace(target.url, url)]),
  )
  return { url, env, stop }
}
