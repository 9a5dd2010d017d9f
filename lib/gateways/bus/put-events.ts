import { lazyClient } from '#lib/gateways/aws-client.ts'
import { toAsciiJson } from '#lib/platform/ascii-json.ts'
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
  return { sdk, client: new sdk.EventBridgeClient(settings) }
})

/** The bus did not take an event; whoever put it there tries again. */
class NotOnBusError extends Error {}

/** Puts one event on the bus. Throws where it is not there afterwards. */
export async function putOnBus({ source, type, at, detail }: BusEvent): Promise<void> {
  const { EVENT_BUS_NAME, EVENTBRIDGE_ENDPOINT } = await config('bus')
  const { sdk, client } = await eventBridge(EVENTBRIDGE_ENDPOINT)
  const entry = {
    EventBusName: EVENT_BUS_NAME,
    Source: source,
    DetailType: type,
    Time: new Date(at),
    Detail: toAsciiJson(detail),
  }
  const { FailedEntryCount, Entries } = await client.send(new sdk.PutEventsCommand({ Entries: [entry] }))
  if (FailedEntryCount) throw new NotOnBusError(Entries?.[0]?.ErrorCode ?? 'refused')
}
