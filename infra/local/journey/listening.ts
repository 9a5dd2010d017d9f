import { styleText } from 'node:util'
import type { Player } from '#infra/local/journey/accounts.ts'
import { eventually, expectAnswer, expectThat } from '#infra/local/journey/app.ts'
import type { Play } from '#infra/local/journey/play.ts'

interface Heard {
  readonly type: string
  readonly id: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Somebody's open socket, and what came over it. */
export interface Listener {
  readonly heard: readonly Heard[]
  readonly close: () => void
}

/** Opens a socket with a ticket, as an app does, and shows what arrives between the steps. */
export const listen = (play: Play, name: string, { app }: Player): Promise<Listener> =>
  play.step(`${name} opens a socket with a ticket that works once`, async () => {
    const ticket = expectAnswer(await app.post('/api/realtime/ticket'), 201)
    const heard: Heard[] = []
    const socket = new WebSocket(`${ticket.text('url')}?ticket=${ticket.text('ticket')}`)
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(String(data)) as Heard
      heard.push(frame)
      if (frame.type === 'notification') say(name, frame)
    }
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve()
      socket.onerror = () => reject(new Error('the socket did not open'))
    })
    return { heard, close: () => socket.close() }
  })

const say = (name: string, { data }: Heard): void => {
  process.stdout.write(
    styleText('cyan', `    ⟶ ${name} hears: ${String(data.title)} · ${String(data.message)}\n`),
  )
}

/** What the journey told the client: in his list what came over the socket, each once. */
export async function checkWhatWasHeard(
  play: Play,
  { app }: Player,
  { heard, close }: Listener,
): Promise<void> {
  play.chapter('Told at once')
  await play.step('Quotes, changes of status and money came over the socket', async () => {
    const types = () =>
      new Set(heard.filter(({ type }) => type === 'notification').map(({ data }) => data.type))
    await eventually('quotes, status and payments', async () => {
      const seen = types()
      return ['quote', 'invitation', 'status'].every((type) => seen.has(type)) || undefined
    })
    const ids = heard.filter(({ type }) => type === 'notification').map(({ id }) => id)
    expectThat(new Set(ids).size === ids.length, 'each notification once', ids)
  })
  await play.step('They are in the list too, unread until he reads them', async () => {
    const list = expectAnswer(await app.get('/api/notifications?limit=100'), 200)
    expectThat(Number(list.at('unreadCount')) > 0, 'unread ones', list.at('unreadCount'))
    expectAnswer(await app.post('/api/notifications/mark-read', { all: true }), 201, { unreadCount: 0 })
  })
  close()
}
