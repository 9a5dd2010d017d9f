import { forgetPassword, openAccounts } from '#infra/local/journey/accounts.ts'
import { App, StepFailed, expectAnswer } from '#infra/local/journey/app.ts'
import { keepTheProcess } from '#infra/local/journey/deadlines.ts'
import { checkEdges } from '#infra/local/journey/edges.ts'
import { hireForCash } from '#infra/local/journey/hiring.ts'
import { checkWhatWasHeard, listen } from '#infra/local/journey/listening.ts'
import { followTheMoney } from '#infra/local/journey/money.ts'
import { Play } from '#infra/local/journey/play.ts'
import { showProfiles } from '#infra/local/journey/profile.ts'
import { findRunning } from '#infra/local/running.ts'
import { readSettings } from '#infra/local/settings.ts'
import { CannotStart, stopWith } from '#infra/local/stop-with.ts'

/**
 * `npm run demo`: plays the whole journey against the running server over HTTP, as apps would, with new
 * people each time. Ends with 1 at the first step that goes otherwise than it has to.
 */
try {
  const began = performance.now()
  const base = process.env.BASE_URL?.replace(/\/$/, '') ?? localUrl()
  const isLocal = await greet(base)
  const hasIdentityStandIn = isLocal && readSettings().env.FIREBASE_SERVICE_ACCOUNT === undefined
  const play = new Play(base, { isLocal, hasIdentityStandIn })
  const cast = await openAccounts(play)
  const listener = await listen(play, 'The client', cast.client)
  await showProfiles(play, cast)
  await hireForCash(play, cast)
  await keepTheProcess(play, cast)
  await followTheMoney(play, cast)
  await checkWhatWasHeard(play, cast.client, listener)
  await forgetPassword(play, cast.client)
  await checkEdges(play, cast)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  process.stdout.write(`\nThe whole journey, ${play.steps} steps, in ${seconds} s.\n`)
} catch (error) {
  if (error instanceof StepFailed) process.exit(1) // it has been told where it happened
  stopWith(error)
}

function localUrl(): string {
  const port = process.env.PORT ?? findRunning()?.port ?? readSettings().port
  return `http://localhost:${port}`
}

/** Whether the server answers, and whether it is one on this machine. */
async function greet(base: string): Promise<boolean> {
  const app = new App(base)
  const health = await app.get('/api/health').catch(() => {
    throw new CannotStart(
      `Nothing answers at ${base}. Run npm start in another shell first, or set BASE_URL.`,
    )
  })
  process.stdout.write(`Playing against ${base}\n`)
  expectAnswer(health, 200, { status: 'ok' })
  return (await app.get('/_local/clock')).status === 200
}
