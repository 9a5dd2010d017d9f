import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { clock, clockOffset, setClockOffset } from '#lib/platform/clock.ts'
import { localFolder } from '#infra/local/settings.ts'

const file = (): string => path.join(localFolder(), 'clock.json')

/** Sets business time as it was moved last, so that a reload and `npm run invoke` see the same. */
export function readKeptClock(): void {
  if (!existsSync(file())) return setClockOffset(0)
  try {
    const { offsetMs } = JSON.parse(readFileSync(file(), 'utf8')) as { offsetMs?: unknown }
    setClockOffset(typeof offsetMs === 'number' && Number.isFinite(offsetMs) ? offsetMs : 0)
  } catch {
    setClockOffset(0) // an unreadable file is no time at all
  }
}

/** Moves business time and keeps it; null sets it back to the wall clock. Answers the new now. */
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
