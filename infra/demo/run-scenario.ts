import { openAccounts, resetPassword } from '#infra/demo/scenario/accounts.ts'
import { App, expectAnswer, StepFailedError } from '#infra/demo/scenario/app.ts'
import { settleADispute } from '#infra/demo/scenario/dispute.ts'
import { checkEdges } from '#infra/demo/scenario/edges.ts'
import { leaveForGood } from '#infra/demo/scenario/erasure.ts'
import { hireForCash } from '#infra/demo/scenario/hiring.ts'
import { followTheMoney } from '#infra/demo/scenario/money.ts'
import { checkNotifications, listen, registerPhone } from '#infra/demo/scenario/notifications.ts'
import { followTheProcess } from '#infra/demo/scenario/process.ts'
import { showProfiles } from '#infra/demo/scenario/profile.ts'
import { reviewEachOther } from '#infra/demo/scenario/reviews.ts'
import { lookAfterPeople } from '#infra/demo/scenario/staff.ts'
import { ScenarioSteps } from '#infra/demo/scenario/steps.ts'
import { checkVerification } from '#infra/demo/scenario/verification.ts'
import { findRunning } from '#infra/local/running.ts'
import { readSettings } from '#infra/local/settings.ts'
import { CannotStartError, stopWith } from '#infra/local/stop-with.ts'

/**
 * `npm run demo`: runs the demo scenario against the running server over HTTP, as apps would, with new people each
 * time. Exits with 1 at the first step that fails.
 */
try {
  const began = performance.now()
  const base = process.env.BASE_URL?.replace(/\/$/, '') ?? localUrl()
  const isLocal = await checkServer(base)
  const hasIdentityFake = isLocal && readSettings().env.FIREBASE_SERVICE_ACCOUNT === undefined
  const play = new ScenarioSteps(base, { isLocal, hasIdentityFake })
  const cast = await openAccounts(play)
  const listener = await listen(play, 'The client', cast.client)
  const phone = await registerPhone(play, 'The client', cast.client)
  await registerPhone(play, 'The craftsman', cast.craftsman)
  await showProfiles(play, cast)
  await checkVerification(play, cast)
  await hireForCash(play, cast)
  await followTheProcess(play, cast)
  await followTheMoney(play, cast)
  await reviewEachOther(play, cast)
  await settleADispute(play, cast)
  await checkNotifications(play, cast.client, listener, phone)
  await lookAfterPeople(play, cast)
  await resetPassword(play, cast.client)
  await checkEdges(play, cast)
  await leaveForGood(play, cast)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  process.stdout.write(`\nThe whole scenario, ${play.steps} steps, in ${seconds} s.\n`)
} catch (error) {
  if (error instanceof StepFailedError) process.exit(1) // the step has printed what went wrong
  stopWith(error)
}

function localUrl(): string {
  const port = process.env.PORT ?? findRunning()?.port ?? readSettings().port
  return `http://localhost:${port}`
}

/** Checks that the server answers. Returns whether it is one started with `npm start`, which has `/_local`. */
async function checkServer(base: string): Promise<boolean> {
  const app = new App(base)
  const health = await app.get('/api/health').catch(() => {
    throw new CannotStartError(
      `Nothing answers at ${base}. Run npm start in another shell first, or set BASE_URL.`,
    )
  })
  process.stdout.write(`Running against ${base}\n`)
  expectAnswer(health, 200, { status: 'ok' })
  return (await app.get('/_local/clock')).status === 200
}
