import { byId, dayAndSeconds, el, send } from './elements.js'
import {
  drawAccounts,
  drawBus,
  drawEmails,
  drawErrors,
  drawPayments,
  drawPushes,
  drawQueues,
  drawRequests,
  drawRoutes,
  drawSchedules,
  runAll,
  wireClock,
} from './sections.js'

const LOOK_EVERY_MS = 2000
const SECTIONS = {
  accounts: drawAccounts,
  payments: drawPayments,
  emails: drawEmails,
  pushes: drawPushes,
  queues: drawQueues,
  bus: drawBus,
  errors: drawErrors,
  schedules: drawSchedules,
  requests: drawRequests,
}
/** The sections whose head says how many there are. */
const COUNTED = ['payments', 'emails', 'pushes', 'bus', 'errors', 'requests']

const shown = {}
let routes = []
let clock = { offsetMs: 0 }

/** Redraws a section only if its data changed, so that nothing moves under the pointer. What is open stays open. */
function draw(name, data, make) {
  const key = JSON.stringify(data)
  if (shown[name] === key) return
  shown[name] = key
  const list = byId(`${name}-list`)
  const open = new Set([...list.querySelectorAll('details[open]')].map(({ dataset }) => dataset.key))
  list.replaceChildren(...make(data, look))
  for (const details of list.querySelectorAll('details')) details.open = open.has(details.dataset.key)
}

function drawFilteredRoutes() {
  const wanted = byId('filter').value.trim().toLowerCase()
  const found = routes.filter((route) =>
    `${route.method} ${route.path} ${route.summary} ${route.area}`.toLowerCase().includes(wanted),
  )
  draw('routes', found, drawRoutes)
}

function lasting(ms) {
  const hours = Math.round(Math.abs(ms) / 36e5)
  const [days, rest] = [Math.floor(hours / 24), hours % 24]
  return `${ms < 0 ? '−' : '+'}${[days && `${days} d`, rest && `${rest} h`].filter(Boolean).join(' ') || '<1 h'}`
}

function drawClock() {
  const isMoved = Math.abs(clock.offsetMs) >= 1000
  byId('now').replaceChildren(
    `${dayAndSeconds(new Date(Date.now() + clock.offsetMs))}, Cairo`,
    ...(isMoved ? [' ', el('span', { class: 'moved' }, lasting(clock.offsetMs))] : []),
  )
}

async function look() {
  if (document.hidden) return
  try {
    const state = await send('GET', '/_local/state')
    byId('lamp').classList.add('on')
    clock = state.clock
    routes = state.routes
    for (const [name, make] of Object.entries(SECTIONS)) draw(name, state[name], make)
    for (const name of COUNTED) {
      byId(`${name}-count`).textContent = state[name].length ? `${state[name].length}, newest first` : ''
    }
    drawFilteredRoutes()
    drawClock()
  } catch {
    byId('lamp').classList.remove('on')
  }
}

wireClock(look)
byId('run-all').append(runAll(look))
byId('filter').addEventListener('input', drawFilteredRoutes)
document.addEventListener('visibilitychange', look)
setInterval(look, LOOK_EVERY_MS)
setInterval(drawClock, 1000)
void look()
