import { action, copy, dayAndTime, egp, el, mainPart, send, showToast, time, written } from './elements.js'

/** Each section of the console: from its part of the state to the elements that show it. */

const rows = (kind, list) => [el('ul', { class: `rows ${kind}` }, ...list)]
const nothing = (text) => [el('p', { class: 'empty' }, text)]
const buttons = (...list) => el('div', { class: 'buttons' }, ...list)

const talliesOf = (tally) =>
  Object.entries(tally)
    .filter(([, count]) => count !== false)
    .map(([what, count]) => (count === true ? what : `${count} ${what}`))
    .join(', ')

export const drawAccounts = (accounts, after) =>
  rows(
    'accounts',
    accounts.map(({ id, name, email, role, isBanned, stripe }) =>
      el(
        'li',
        {},
        mainPart(written(name), email),
        el('span', { class: isBanned ? 'tag bad' : 'tag' }, isBanned ? `${role}, banned` : role),
        buttons(
          ...(stripe ? [stripeButton({ id, email, stripe }, after)] : []),
          action('Copy id', async () => {
            await copy(id)
            return `Id of ${email} copied`
          }),
          action(
            'Copy token',
            async () => {
              await copy((await send('POST', `/_local/accounts/${id}/token`)).token)
              return `Token of ${email} copied: Authorization: Bearer …`
            },
            { class: 'main' },
          ),
        ),
      ),
    ),
  )

/** Plays what a craftsman does on Stripe's own pages before they can be paid there. */
const stripeButton = ({ id, email, stripe }, after) =>
  stripe === 'Ready'
    ? el('button', { disabled: true, title: 'Stripe can pay to this account' }, 'Stripe ready')
    : action(
        'Onboard Stripe',
        async () => {
          const { status } = await send('POST', `/_local/accounts/${id}/stripe`)
          return `The Stripe account of ${email} is ${status}`
        },
        { after, title: 'Finishes the onboarding on Stripe’s own pages' },
      )

const OUTCOMES = [
  ['paid', 'Paid', 'The gateway says that it was paid'],
  ['failed', 'Failed', 'The gateway says that it failed'],
  ['expired', 'Expired', 'The gateway says that it expired'],
  ['charged-back', 'Charged back', 'What was paid is taken back by the payer’s bank'],
  ['chargeback-won', 'Won', 'The payer’s bank returns what it took back'],
  ['chargeback-lost', 'Lost', 'The payer’s bank decides for the payer, for good'],
  ['duplicate', 'Duplicate', 'Paid, and the same webhook twice'],
  ['late', 'Late', 'Expired, and paid after that'],
]

/** How a chargeback ends is a button only while there is one, in the place of the button that makes one. */
const outcomesToShow = (possible) => {
  const isEnding = ([outcome]) => outcome.startsWith('chargeback-')
  const hasEnd = possible.some((outcome) => isEnding([outcome]))
  return OUTCOMES.filter((one) => (isEnding(one) ? hasEnd : !hasEnd || one[0] !== 'charged-back'))
}

const PAYMENT_TAGS = { Failed: 'tag bad', Expired: 'tag bad', ChargedBack: 'tag bad' }

export const drawPayments = (payments, after) =>
  payments.length === 0
    ? nothing('No payments yet. npm run demo makes some, or POST /api/payments/initiate as a client.')
    : rows(
        'payments',
        payments.map(({ id, title, payer, amount, gateway, method, status, createdAt, outcomes }) =>
          el(
            'li',
            {},
            mainPart(
              written(title ?? 'Top-up of a wallet'),
              `${egp(amount)}, ${gateway} (${method})`,
              el('span', {}, el('bdi', {}, payer ?? ''), `, ${dayAndTime(createdAt)}`),
            ),
            el('span', { class: PAYMENT_TAGS[status] ?? 'tag' }, status),
            outcomes.length === 0
              ? el('small', {}, `${gateway} has a real account here: act there.`)
              : buttons(
                  ...outcomesToShow(outcomes).map(([outcome, label, what]) =>
                    action(
                      label,
                      async () => {
                        const paid = await send('POST', `/_local/payments/${id}/${outcome}`)
                        return `${label}: the payment is ${paid.status}`
                      },
                      { after, title: what, disabled: !outcomes.includes(outcome) },
                    ),
                  ),
                ),
          ),
        ),
      )

export const drawEmails = (emails) =>
  emails.length === 0
    ? nothing('No e-mail was sent yet. Request a new password to see one.')
    : emails.map((mail) => {
        const frame = el('iframe', { sandbox: '', title: mail.subject })
        return opening(
          `${mail.at} ${mail.to} ${mail.subject}`,
          [mainPart(written(mail.subject), el('span', { class: 'mono' }, mail.to)), atTime(mail.at)],
          frame,
          () => {
            frame.srcdoc ||= mail.html || `<pre dir="auto">${mail.text.replace(/</g, '&lt;')}</pre>`
          },
        )
      })

const atTime = (iso) => el('span', { class: 'soft' }, time(iso))

/** A row that opens. `key` says which it is, so that it stays open when the list is drawn again. */
function opening(key, head, content, whenOpened) {
  const whole = el('details', { 'data-key': key }, el('summary', {}, ...head), content)
  whole.addEventListener('toggle', () => whole.open && whenOpened?.())
  return whole
}

export const drawPushes = (pushes) =>
  pushes.length === 0
    ? nothing('No push was sent yet. A phone gets them once its app has called POST /api/users/me/devices.')
    : rows(
        'pushes',
        pushes.map(({ token, title, body, at }) =>
          el(
            'li',
            {},
            mainPart(
              written(title),
              written(body, 'span'),
              el('span', { class: 'mono', title: token }, `to device …${token.slice(-16)}`),
            ),
            atTime(at),
          ),
        ),
      )

export const drawQueues = (queues) =>
  queues.length === 0
    ? nothing('The queues are not on this machine: NOTIFICATIONS_QUEUE_URL is set.')
    : rows(
        'queues',
        queues.map(({ name, consumer, summary, waiting, inFlight, deadLetters, oldest }) =>
          el(
            'li',
            {},
            mainPart(
              el('b', {}, name),
              summary,
              el('code', {}, consumer),
              ...(oldest ? [`The oldest waits since ${time(oldest)}.`] : []),
              ...(deadLetters > 0 ? [el('code', {}, `npm run dlq -- redrive ${name}`)] : []),
            ),
            el(
              'div',
              { class: 'counts' },
              count(waiting, 'waiting'),
              count(inFlight, 'in flight'),
              count(deadLetters, 'dead', deadLetters > 0 ? 'bad' : ''),
            ),
          ),
        ),
      )

const count = (number, what, kind = '') =>
  el('span', { class: kind }, el('b', {}, String(number)), el('small', {}, what))

export const drawBus = (events) =>
  events.length === 0
    ? nothing('No event reached the bus yet. Post a job, or run npm run demo.')
    : events.map(({ id, type, bus, source, at, detail }) =>
        opening(
          id,
          [mainPart(el('b', {}, type), el('span', { class: 'mono' }, `${source} on ${bus}`)), atTime(at)],
          el('pre', {}, JSON.stringify(detail, null, 2)),
        ),
      )

export const drawErrors = (errors) =>
  errors.length === 0
    ? nothing('Nothing broke. What does is reported to the fake of Sentry, without anything personal.')
    : errors.map((event) =>
        opening(
          event.event_id,
          [
            mainPart(
              el('b', {}, event.exception.values.at(-1).value),
              el('span', { class: 'mono' }, `${event.tags.kind} ${event.tags.route}`),
            ),
            atTime(event.timestamp),
          ],
          el('pre', {}, JSON.stringify(event, null, 2)),
        ),
      )

export const drawSchedules = (schedules, after) =>
  rows(
    'schedules',
    schedules.map(({ name, runs, summary, next, last }) =>
      el(
        'li',
        {},
        mainPart(
          el('b', {}, name),
          summary,
          el(
            'span',
            {},
            el('code', {}, runs),
            last
              ? `, ran ${time(last.at)}${last.tally ? `: ${talliesOf(last.tally)}` : ''}`
              : `, next ${dayAndTime(next)}`,
          ),
        ),
        buttons(
          action(
            'Run',
            async () => {
              const { ran } = await send('POST', `/_local/schedules/${name}/run`)
              return `${name}: ${talliesOf(ran[name])}`
            },
            { class: 'main', after },
          ),
        ),
      ),
    ),
  )

export const runAll = (after) =>
  action(
    'Run all',
    async () => {
      const { ran } = await send('POST', '/_local/schedules/all/run')
      return `${Object.keys(ran).length} schedules ran`
    },
    { after },
  )

export const drawRequests = (requests) =>
  requests.length === 0
    ? nothing('No requests yet. Run npm run demo to play the demo scenario.')
    : rows(
        'requests',
        requests.map((request) =>
          el(
            'li',
            { title: `x-request-id ${request.requestId}` },
            el('span', { class: 'soft mono' }, time(request.at)),
            el('span', { class: `status s${String(request.status)[0]}` }, String(request.status)),
            el(
              'span',
              { class: 'mono path' },
              el('span', { class: 'soft' }, `${request.method} `),
              request.path,
            ),
            el('span', { class: 'soft mono took' }, `${request.ms} ms`),
          ),
        ),
      )

export const drawRoutes = (routes) =>
  routes.length === 0
    ? nothing('No route matches.')
    : rows(
        'routes',
        routes.map(({ method, path, access, summary, sample }) =>
          el(
            'li',
            {},
            el(
              'div',
              { class: 'main-part mono' },
              el('span', { class: 'soft' }, `${method} `),
              el('span', {}, path),
            ),
            el('span', { class: 'about' }, summary),
            el('span', { class: 'tag' }, accessOf(access)),
            buttons(
              action('Copy invoke', async () => {
                await copy(`npm run invoke -- ${sample}`)
                return `Copied: npm run invoke -- ${sample}`
              }),
            ),
          ),
        ),
      )

const accessOf = (access) =>
  Array.isArray(access) ? access.join(', ') : access === 'signedIn' ? 'signed in' : access

/** The buttons that move business time. */
export function wireClock(after) {
  for (const button of document.querySelectorAll('[data-advance]')) {
    button.addEventListener('click', async () => {
      const advanceMs = Number(button.dataset.advance)
      const body = advanceMs ? { advanceMs } : { reset: true }
      const { now } = await send('POST', '/_local/clock', { body })
      showToast(
        `Business time is ${dayAndTime(now)}. Deadlines that have passed count at once. Run the schedules to apply them.`,
      )
      await after()
    })
  }
}
