import { action, el, send, time } from './elements.js'

const RECONNECT_MS = 1000

/** What one says to the other, to make something happen. */
const WORDS = { Client: 'صباح الخير، حضرتك جاي إمتى؟', Craftsman: 'أنا في الطريق إن شاء الله' }

/** The pane of one person: its socket reconnects by itself and requests what it missed. */
class Pane {
  constructor(section, accounts, email, otherPane) {
    this.otherPane = otherPane
    this.titles = new Map()
    this.lamp = el('i', { class: 'lamp', title: 'The socket' })
    this.about = el('small', { class: 'about' })
    this.list = el('ul', { class: 'heard' })
    this.picker = el('select', { 'aria-label': 'Person', onchange: () => this.become(this.picker.value) })
    this.picker.addEventListener('focus', () => void this.offerEverybody())
    this.offer(accounts)
    this.picker.value = accounts.find((account) => account.email === email)?.id ?? accounts[0]?.id
    section.append(el('div', { class: 'who' }, this.lamp, this.picker), this.about, this.list)
  }

  offer(accounts) {
    this.accounts = accounts
    const chosen = this.picker.value
    this.picker.replaceChildren(
      ...accounts.map(({ id, name, email }) =>
        el('option', { value: id }, `${name} (${email.split('@')[0]})`),
      ),
    )
    if (chosen) this.picker.value = chosen
  }

  /** People may have registered since the page was opened. */
  async offerEverybody() {
    const accounts = await send('GET', '/_local/accounts')
    const isKnown = ({ id }) => this.accounts.some((known) => known.id === id)
    if (!accounts.every(isKnown)) this.offer(accounts)
  }

  get person() {
    return this.accounts.find(({ id }) => id === this.picker.value)
  }

  become(id) {
    this.id = id
    this.seen = new Set()
    this.last = null
    this.about.textContent = this.person ? `${this.person.role}, ${this.person.email}` : ''
    this.list.replaceChildren(this.whileEmpty())
    this.socket?.close()
    void this.connect(id)
  }

  whileEmpty() {
    const name = this.person?.name ?? 'this person'
    return el(
      'li',
      { class: 'empty' },
      el('p', {}, 'Nothing yet. What ', el('bdi', {}, name), ' hears over their socket appears here.'),
      el(
        'p',
        {},
        'To hear something: let the other one write, act for either in the ',
        el('a', { href: '/api/docs' }, 'API docs'),
        ', or run ',
        el('code', {}, 'npm run demo'),
        ' and choose its people above.',
      ),
      el(
        'p',
        {},
        action('Let the other one write', () => this.letOtherWrite(), { class: 'main' }),
      ),
    )
  }

  /** The person of the other pane writes to this one, about a job that they share. */
  async letOtherWrite() {
    const other = this.otherPane().person
    const { token } = await send('POST', `/_local/accounts/${other.id}/token`)
    const { data } = await send('GET', '/api/contracts?limit=100', { token })
    const shared = data.find(({ client, craftsman }) => [client.id, craftsman.id].includes(this.id))
    if (!shared || other.id === this.id) throw new Error('these two share no job, choose others')
    const body = { text: WORDS[other.role] ?? 'Hello' }
    await send('POST', `/api/jobs/${shared.job.id}/messages`, { token, body })
    return `${other.name} has written`
  }

  async connect(id) {
    if (id !== this.id) return
    try {
      const { token } = await send('POST', `/_local/accounts/${id}/token`)
      const { ticket, url } = await send('POST', '/api/realtime/ticket', { token })
      const address = new URL(`?ticket=${encodeURIComponent(ticket)}`, url)
      address.host = location.host // the host name with which this page was opened
      const socket = new WebSocket(address)
      this.token = token
      this.socket = socket
      socket.onopen = () => {
        this.lamp.classList.add('on')
        this.early = this.last ? [] : null
        if (this.last) socket.send(JSON.stringify({ action: 'resume', after: this.last }))
      }
      socket.onmessage = ({ data }) => {
        const frame = JSON.parse(data)
        this.count(frame)
        this.show(frame)
      }
      socket.onclose = () => {
        this.lamp.classList.remove('on')
        setTimeout(() => this.connect(id), RECONNECT_MS)
      }
    } catch {
      setTimeout(() => this.connect(id), RECONNECT_MS)
    }
  }

  /** Notes the last notification, to ask for what comes after it. What comes before `resumed` counts once that has come. */
  count({ type, id }) {
    if (type === 'resumed') {
      this.last = this.early?.at(-1) ?? this.last
      this.early = null
    } else if (type === 'notification') {
      if (this.early) this.early.push(id)
      else this.last = id
    }
  }

  /** The title of a job, as this person may see it. */
  titleOf(jobId) {
    if (!this.titles.has(jobId)) {
      const asked = send('GET', `/api/jobs/${jobId}`, { token: this.token })
      this.titles.set(
        jobId,
        asked.then(
          ({ title }) => title,
          () => 'A job',
        ),
      )
    }
    return this.titles.get(jobId)
  }

  show({ type, id, at, data }) {
    if (this.seen.has(id)) return
    this.seen.add(id)
    const described = {
      notification: () => [el('b', { dir: 'auto' }, data.title), data.message],
      'job.status': () => [el('b', {}, `${data.from} → ${data.status}`)],
      message: () => [el('b', {}, el('bdi', {}, data.from.firstName), ' writes'), data.text ?? ''],
      read: () => [el('b', {}, 'The chat was read')],
    }[type]?.()
    if (!described) return
    const [what, text] = described
    const about = el('bdi', {})
    const jobId = data.jobId ?? data.data?.jobId
    if (jobId) void this.titleOf(jobId).then((title) => about.replaceChildren(title, ', '))
    this.list.querySelector('.empty')?.remove()
    this.list.prepend(
      el(
        'li',
        { class: type.replace('.', '-') },
        what,
        ...(text ? [el('p', { dir: 'auto' }, text)] : []),
        el('small', {}, about, el('time', { datetime: at }, `${time(at)}, Cairo`)),
      ),
    )
  }
}

const accounts = await send('GET', '/_local/accounts')
const panes = []
for (const section of document.querySelectorAll('section')) {
  const number = panes.length
  panes.push(new Pane(section, accounts, section.dataset.person, () => panes[1 - number]))
}
for (const pane of panes) pane.become(pane.picker.value)
