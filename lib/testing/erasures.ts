import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { startCloudinaryFake } from '#infra/fakes/cloudinary.ts'
import { startResendFake } from '#infra/fakes/resend.ts'
import { DeletionRequest } from '#lib/model/deletion-request.model.ts'
import { clock, clockOffset, DAY, setClockOffset } from '#lib/platform/clock.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { handOutErasures } from '#lib/privacy/hand-out-erasures.ts'
import { aFake } from '#lib/testing/fakes.ts'
import type { Somebody } from '#lib/testing/people.ts'
import { leasesEnd, runToEnd } from '#lib/testing/work.ts'

/** What an erasure needs: the image store, the mail, and a folder in which erasures are noted. */
export function erasuresCanRun() {
  const place = { folder: '' }
  const cloudinary = aFake(() => startCloudinaryFake())
  const resend = aFake(() => startResendFake())
  beforeAll(() => {
    place.folder = mkdtempSync(path.join(tmpdir(), 'anchors-'))
    process.env.AUDIT_FOLDER = place.folder
    forgetConfig()
  })
  afterAll(() => {
    setClockOffset(0)
    Reflect.deleteProperty(process.env, 'AUDIT_FOLDER')
    rmSync(place.folder, { recursive: true, force: true })
  })
  return { place, cloudinary, resend }
}

/** Lets days pass, on the clock of the business. */
export const daysPass = (days: number): void => setClockOffset(clockOffset() + days * DAY)

/** Runs the schedule, and what it handed out. */
export async function eraseDue(): Promise<void> {
  await runToEnd(handOutErasures)
  await leasesEnd()
}

/** As if the minute were over after which an account is looked at once more. */
export const aMinuteLater = () =>
  DeletionRequest.updateMany({ recheckAt: trusted({ $exists: true }) }, { recheckAt: new Date(0) })

/** Somebody's request that is due now, as if they had asked a week ago. */
export const aDueRequest = ({ id }: Pick<Somebody, 'id'>, waivesBalance = false) =>
  DeletionRequest.create([
    { _id: id, status: 'Waiting', waivesBalance, requestedAt: clock(), dueAt: clock() },
  ])
