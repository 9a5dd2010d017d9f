import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { localFolder } from '#infra/local/settings.ts'
import { clock, clockOffset, setClockOffset } from '#lib/platform/clock.ts'

const file = (): string => path.join(localFolder(), 'clock.json')

/** Restores the saved offset of business time, so that a reload and `npm run invoke` have the same time. */
export function readSavedClock(): void {
  if (!existsSync(file())) return setClockOffset(0)
  try {
    const { offsetMs } = JSON.parse(readFileSync(file(), 'utf8')) as { offsetMs?: unknown }
    setClockOffset(typeof offsetMs === 'number' && Number.isFinite(offsetMs) ? offsetMs : 0)
  } catch {
    setClockOffset(0) // an unreadable file counts as no offset
  }
}

/** Moves business time and saves its offset; null resets it to the wall clock. Returns the new time. */
export function moveClock(advanceMs: number | null): { now: string; offsetMs: number } {
  setClockOffset(advanceMs === null ? 0 : clockOffset() + advanceMs)
  if (clockOffset() === 0) rmSync(file(), { force: true })
  else {
    writeFileSync(`${file()}.new`, JSON.stringify({ offsetMs: clockOffset() }))
    renameSync(`${file()}.new`, file())
  }
  return clockNow()
}

export const clockNow = () => ({ now: clock().toISOString(), offsetMs: clockOffset() })
