import { SECOND } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'

/** An event as those who subscribe to the bus get it. */
export interface BusEvent {
  readonly source: string
  readonly type: string
  readonly at: string
  readonly detail: Readonly<Record<string, unknown>>
}

async function openClient() {
  const { EVENTBRIDGE_ENDPOINT } = await config('bus')
  const sdk = await import('@aws-sdk/client-eventbridge')
  const client = new sdk.EventBridgeClient({
    maxAttempts: 3,
    requestHandler: { requestTimeout: 3 * SECOND, connectionTimeout: 1 * SECOND },
    ...(EVENTBRIDGE_ENDPOINT && { endpoint: EVENTBRIDGE_ENDPOINT }),
  })
  return { sdk, client, endpoint: EVENTBRIDGE_ENDPOINT }
}

let opening: ReturnType<typeof openClient> | undefined

async function eventBridge() {
  const { EVENTBRIDGE_ENDPOINT } = await config('bus')
  if (opening && (await opening).endpoint !== EVENTBRIDGE_ENDPOINT) opening = undefined
  opening ??= openClient()
  opening.catch(() => (opening = undefined))
  return opening
}

/** The bus did not take an event; whoever put it there tries again. */
class NotOnTheBus extends Error {}

/** Puts one event on the bus. Throws where it is not there afterwards. */
export async function putOnBus({ source, type, at, detail }: BusEvent): Promise<void> {
  const { EVENT_BUS_NAME } = await config('bus')
  const { sdk, client } = await eventBridge()
  const entry = {
    EventBusName: EVENT_BUS_NAME,
    Source: source,
    DetailType: type,
    Time: new Date(at),
    Detail: JSON.stringify(detail),
  }
  const { FailedEntryCount, Entries } = await client.send(new sdk.PutEventsCommand({ Entries: [entry] }))
  if (FailedEntryCount) throw new NotOnTheBus(Entries?.[0]?.ErrorCode ?? 'refused')
}
