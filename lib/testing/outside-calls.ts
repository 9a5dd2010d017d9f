import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'

/** Runs `work` and lists the HTTP calls that it makes to AWS: the action, and for a queue its name (`SendMessageBatch push`). */
export async function outsideCallsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  const requests: ClientRequest[] = []
  const listen = (message: unknown) => void requests.push((message as { request: ClientRequest }).request)
  subscribe('http.client.request.start', listen)
  try {
    await work()
  } finally {
    unsubscribe('http.client.request.start', listen)
  }
  return requests.map(nameOf)
}

function nameOf(request: ClientRequest): string {
  const target = request.getHeader('x-amz-target')
  if (typeof target !== 'string') return `${request.method} ${request.path.replace(/[^/]+$/, '')}`
  return target.split('.').at(-1) ?? target
}
