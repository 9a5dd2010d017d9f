import { readFileSync } from 'node:fs'
import type { LocalAnswer } from '#infra/local/http/local-routes.ts'

const TYPES = { html: 'text/html', css: 'text/css', js: 'text/javascript' } as const

/** One of the console's own pages. It is read anew each time, so that a saved change shows on reload. */
export const pageNamed = (name: 'console' | 'live' | 'start'): LocalAnswer => ({
  type: `${TYPES.html}; charset=utf-8`,
  body: readFileSync(new URL(`./${name}.html`, import.meta.url), 'utf8'),
})

/** A script or a style of these pages; null if there is none of this name. */
export function assetNamed(name: string): LocalAnswer | null {
  const [, kind] = /^[a-z-]+\.(css|js)$/.exec(name) ?? []
  if (kind !== 'css' && kind !== 'js') return null
  try {
    const body = readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8')
    return { type: `${TYPES[kind]}; charset=utf-8`, body }
  } catch {
    return null
  }
}
