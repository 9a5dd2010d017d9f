import { existsSync } from 'node:fs'

/** The browser of this machine for tests of pages; undefined if it has none. */
export const BROWSER = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
)

/** Says aloud that tests are skipped, if there is no browser for them. */
export function sayIfSkipped(what: string): void {
  if (!BROWSER) process.stdout.write(`SKIPPED: Chromium is not installed, so ${what} was not tested\n`)
}
