import { performance } from 'node:perf_hooks'
import { SECOND } from '#lib/platform/clock.ts'
import { invocation } from '#lib/platform/error-reports.ts'
import { briefly, log } from '#lib/platform/logger.ts'
import { renewSecrets } from '#lib/platform/secrets.ts'

/** What CloudFormation sends to the function of a custom resource, with the fields that we read. */
export interface DeploymentEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete'
  /** Where the outcome is to be put. */
  readonly ResponseURL: string
  readonly StackId: string
  readonly RequestId: string
  readonly LogicalResourceId: string
  readonly PhysicalResourceId?: string
}

interface DeploymentContext {
  readonly awsRequestId: string
  readonly getRemainingTimeInMillis: () => number
}

export type DeploymentHandler = (event: DeploymentEvent, context: DeploymentContext) => Promise<void>

/** Time to tell CloudFormation the outcome before Lambda ends the function. */
const RESERVE_MS = 10 * SECOND

/**
 * A step of each deployment, behind a custom resource: CloudFormation begins it, and goes on only with its success. It
 * does not run when the stack is deleted. If it fails, or is not done in time, the deployment fails and says why.
 */
export function deploymentStep(name: string, work: () => Promise<void>): DeploymentHandler {
  return (event, { awsRequestId, getRemainingTimeInMillis }) =>
    invocation({ kind: 'deployment', name, requestId: awsRequestId }, async () => {
      const began = performance.now()
      const reason = event.RequestType === 'Delete' ? null : await failureOf(work, getRemainingTimeInMillis())
      await report(event, name, reason)
      log.info('deployment step', {
        action: name,
        status: reason === null ? 200 : 500,
        ms: Math.round(performance.now() - began),
      })
    })
}

/** Runs `work`. Returns why it failed, without anything that a driver quotes; null if it succeeded. */
async function failureOf(work: () => Promise<void>, remainingMs: number): Promise<string | null> {
  const { promise: tooLong, resolve } = Promise.withResolvers<string>()
  const timer = setTimeout(() => resolve('It was not done in time.'), Math.max(0, remainingMs - RESERVE_MS))
  try {
    const run = renewSecrets().then(work)
    return await Promise.race([run.then(() => null), tooLong])
  } catch (error) {
    log.error('deployment step failed', { error })
    return briefly(error)
  } finally {
    clearTimeout(timer)
  }
}

async function report(event: DeploymentEvent, name: string, reason: string | null): Promise<void> {
  const { StackId, RequestId, LogicalResourceId, ResponseURL, PhysicalResourceId = name } = event
  const outcome = {
    Status: reason === null ? 'SUCCESS' : 'FAILED',
    ...(reason !== null && { Reason: `${name}: ${reason}` }),
    PhysicalResourceId,
    StackId,
    RequestId,
    LogicalResourceId,
  }
  // the address is signed for a request without a content type
  const headers = { 'content-type': '' }
  const response = await fetch(ResponseURL, { method: 'PUT', headers, body: JSON.stringify(outcome) })
  if (!response.ok) throw new Error(`CloudFormation did not take the outcome (${response.status})`)
}
