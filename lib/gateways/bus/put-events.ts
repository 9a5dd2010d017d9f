import type { PutEventsCommandOutput, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge'
import { lazyClient, withoutFirstAttempt } from '#lib/gateways/aws-client.ts'
import { shortCall } from '#lib/gateways/short-call.ts'
import { toAsciiJson } from '#lib/platform/ascii-json.ts'
import { awsEnvironment } from '#lib/platform/aws-environment.ts'
import { config } from '#lib/platform/config.ts'

/** An event as those who subscribe to the bus get it. */
export interface BusEvent {
  readonly source: string
  readonly type: string
  readonly at: string
  readonly detail: Readonly<Record<string, unknown>>
}

const eventBridge = /* @__PURE__ */ lazyClient(async (settings) => {
  const sdk = await import('@aws-sdk/client-eventbridge')
  return { sdk, client: new sdk.EventBridgeClient(withoutFirstAttempt(settings)) }
})

/** The bus did not take an event; whoever put it there tries again. */
class NotOnBusError extends Error {}

/** Puts one event on the bus. Throws where it is not there afterwards. */
export async function putOnBus({ source, type, at, detail }: BusEvent): Promise<void> {
  const { EVENT_BUS_NAME, EVENTBRIDGE_ENDPOINT } = await config('bus')
  const time = new Date(at)
  const entry = {
    EventBusName: EVENT_BUS_NAME,
    Source: source,
    DetailType: type,
    Detail: toAsciiJson(detail),
  }
  const answer = await shortCall({
    service: 'events',
    url: new URL(EVENTBRIDGE_ENDPOINT ?? `https://events.${awsEnvironment()?.region ?? ''}.amazonaws.com`),
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
    body: JSON.stringify({ Entries: [{ ...entry, Time: time.getTime() / 1000 }] }),
  })
  const { FailedEntryCount, Entries } =
    answer === null
      ? await putBySdk({ ...entry, Time: time }, EVENTBRIDGE_ENDPOINT)
      : (JSON.parse(answer) as PutEventsCommandOutput)
  if (FailedEntryCount) throw new NotOnBusError(Entries?.[0]?.ErrorCode ?? 'refused')
}

async function putBySdk(
  entry: PutEventsRequestEntry,
  endpoint: string | undefined,
): Promise<PutEventsCommandOutput> {
  const { sdk, client } = await eventBridge(endpoint)
  return client.send(new sdk.PutEventsCommand({ Entries: [entry] }))
}
