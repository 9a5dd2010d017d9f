import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { authRoutes } from '#functions/auth/auth.routes.ts'
import { docsRoutes } from '#functions/docs/docs.routes.ts'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { serviceRoutes } from '#functions/services/services.routes.ts'
import { ofRoute } from '#infra/functions.ts'
import { loadHandler } from '#infra/local/http/handlers.ts'
import { ROOT } from '#infra/local/settings.ts'
import { RestoreCheckError } from '#infra/ops/restore/restore-check-error.ts'
import { type Route, toKebabCase } from '#lib/lambda/http/define-route.ts'
import type { HttpEvent, HttpHandler } from '#lib/lambda/http/http-event.ts'

/**
 * The functions themselves answer from the restored database, in this process, so that no schedule and no queue touches
 * it: health (with the unique indexes), the services, and, with SMOKE_EMAIL and SMOKE_PASSWORD, a login and a list of
 * jobs. Throws a RestoreCheckError.
 */
export async function smokeTest(): Promise<string> {
  await ask(docsRoutes.health)
  const services = (await ask(serviceRoutes.listServices)) as readonly unknown[]
  if (services.length === 0) throw new RestoreCheckError('it has no services')
  const { SMOKE_EMAIL: email, SMOKE_PASSWORD: password } = process.env
  if (!email || !password)
    return `health, ${services.length} services; nobody logged in (SMOKE_EMAIL, SMOKE_PASSWORD)`
  const { token } = (await ask(authRoutes.login, {
    body: JSON.stringify({ type: 'clients', loginIdentifier: email, password }),
  })) as {
    token: string
  }
  const { data } = (await ask(jobRoutes.listJobs, { token })) as { data: readonly unknown[] }
  return `health, ${services.length} services, a login, a list of ${data.length} jobs`
}

interface Asking {
  readonly body?: string
  readonly token?: string
}

/** Sends the sample event of a route, as somebody else or with another body. */
async function ask(route: Route, { body, token }: Asking = {}): Promise<unknown> {
  const handler = await loadHandler<HttpHandler>(ofRoute(route).file)
  const file = path.join(ROOT, 'events/http', `${toKebabCase(route.name)}.json`)
  const sample = JSON.parse(readFileSync(file, 'utf8')) as HttpEvent
  const { authorization: _, ...headers } = sample.headers
  const event = {
    ...sample,
    headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) },
    ...(body && { body }),
  }
  const { statusCode = 0, body: answer = '' } = await handler(event, { awsRequestId: randomUUID() })
  if (statusCode >= 300)
    throw new RestoreCheckError(`${route.method} ${route.path} answers ${statusCode}: ${answer}`)
  return JSON.parse(answer)
}
