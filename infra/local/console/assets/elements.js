/** What the pages of the console share: elements, calls, and how times and money are written. */

export const byId = (id) => document.getElementById(id)

/** An element with attributes and children; text stays text. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value)
    else made.setAttribute(key, value === true ? '' : value)
  }
  made.append(...children)
  return made
}

/** What somebody wrote: its own direction changes nothing around it. */
export const written = (text, tag = 'b') => el(tag, {}, el('bdi', {}, text))

/** The main part of a row: what it is, and what more there is to say of it. */
export const mainPart = (title, ...more) =>
  el('div', { class: 'main-part' }, title, ...more.map((each) => el('small', {}, each)))

export async function send(method, path, { body, token } = {}) {
  const response = await fetch(path, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.message ?? response.status)
  return answer
}

let toastEnds
export function showToast(text) {
  const toast = byId('toast')
  toast.textContent = text
  toast.classList.add('shown')
  clearTimeout(toastEnds)
  toastEnds = setTimeout(() => toast.classList.remove('shown'), 3500)
}

/** A button that runs one action at a time, shows its result, and then has `after` look again. */
export function action(label, act, { after, ...attributes } = {}) {
  const onclick = async ({ currentTarget }) => {
    currentTarget.disabled = true
    try {
      showToast(await act())
    } catch (error) {
      showToast(`Failed: ${error.message}`)
    }
    currentTarget.disabled = false
    await after?.()
  }
  return el('button', { ...attributes, onclick }, label)
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    const area = el('textarea', {}, text)
    document.body.append(area)
    area.select()
    document.execCommand('copy')
    area.remove()
  }
}

const formatOf = (options) => new Intl.DateTimeFormat('en-GB', { timeZone: 'Africa/Cairo', ...options })
const timeFormat = formatOf({ timeStyle: 'medium' })
const dayAndTimeFormat = formatOf({ dateStyle: 'medium', timeStyle: 'short' })
const fullFormat = formatOf({ dateStyle: 'medium', timeStyle: 'medium' })
const moneyFormat = new Intl.NumberFormat('en-EG', { style: 'currency', currency: 'EGP' })

/** All of them are Cairo's time. */
export const time = (iso) => timeFormat.format(new Date(iso))
export const dayAndTime = (iso) => dayAndTimeFormat.format(new Date(iso))
export const dayAndSeconds = (date) => fullFormat.format(date)
export const egp = (piastres) => moneyFormat.format(piastres / 100)
