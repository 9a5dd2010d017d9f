import { randomUUID } from 'node:crypto'
import { styleText } from 'node:util'
import type { Player } from '#infra/demo/scenario/accounts.ts'
import { eventually, expectAnswer, expectThat } from '#infra/demo/scenario/app.ts'
import type { ScenarioSteps } from '#infra/demo/scenario/steps.ts'

interface Frame {
  readonly type: string
  readonly id: string
  readonly data: Readonly<Record<string, unknown>>
}

/** An open socket of a person, and the frames that it received. */
export interface Listener {
  readonly frames: readonly Frame[]
  readonly close: () => void
}

/** Opens a socket with a ticket, as an app does, and prints the notifications that arrive between the steps. */
export const listen = (play: ScenarioSteps, name: string, { app }: Player): Promise<Listener> =>
  play.step(`${name} opens a socket with a ticket that works once`, async () => {
    const ticket = expectAnswer(await app.post('/api/realtime/ticket'), 201)
    const frames: Frame[] = []
    const socket = new WebSocket(`${ticket.text('url')}?ticket=${ticket.text('ticket')}`)
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(String(data)) as Frame
      frames.push(frame)
      if (frame.type === 'notification') printNotification(name, frame)
    }
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve()
      socket.onerror = () => reject(new Error('the socket did not open'))
    })
    return { frames, close: () => socket.close() }
  })

const printNotification = (name: string, { data }: Frame): void => {
  process.stdout.write(
    styleText('cyan', `    ⟶ ${name} is notified: ${String(data.title)} · ${String(data.message)}\n`),
  )
}

/** Registers a phone for push, as an app does after each login. Returns the token of its app. */
export const registerPhone = (play: ScenarioSteps, name: string, { app }: Player): Promise<string> =>
  play.step(`${name} registers a phone for push`, async () => {
    const token = `demo-${randomUUID()}`
    expectAnswer(await app.post('/api/users/me/devices', { token, platform: 'android' }), 201)
    return token
  })

/** Checks the client's notifications: each came over the socket once, is in their list, and came to their phone. */
export async function checkNotifications(
  play: ScenarioSteps,
  { app }: Player,
  { frames, close }: Listener,
  phone: string,
): Promise<void> {
  play.chapter('Realtime notifications')
  await play.step('Quotes, changes of status and money came over the socket', async () => {
    const types = () =>
      new Set(frames.filter(({ type }) => type === 'notification').map(({ data }) => data.type))
    await eventually('quotes, status and payments', async () => {
      const seen = types()
      return ['quote', 'invitation', 'status'].every((type) => seen.has(type)) || undefined
    })
    const ids = frames.filter(({ type }) => type === 'notification').map(({ id }) => id)
    expectThat(new Set(ids).size === ids.length, 'each notification once', ids)
  })
  await play.step('They are in the list too, unread until the client marks them as read', async () => {
    const list = expectAnswer(await app.get('/api/notifications?limit=100'), 200)
    expectThat(Number(list.at('unreadCount')) > 0, 'unread ones', list.at('unreadCount'))
    expectAnswer(await app.post('/api/notifications/mark-read', { all: true }), 201, { unreadCount: 0 })
  })
  if (play.isLocal) {
    await play.step('FCM accepted them for the client’s phone: /_local/pushes shows each', async () => {
      await eventually('a push to the phone', async () => {
        const sent = expectAnswer(await play.anonymous.get('/_local/pushes'), 200).list('')
        const push = sent.find((one) => one.at('token') === phone)
        if (push) process.stdout.write(pushLine(push.text('title'), push.text('body')))
        return push
      })
    })
  }
  close()
}

const pushLine = (title: string, text: string): string =>
  styleText('cyan', `    ⟶ on the phone: ${title} · ${text}\n`)
