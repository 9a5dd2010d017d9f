import { startFawryFake } from '#infra/fakes/fawry/fawry.ts'
import { startStripeFake } from '#infra/fakes/stripe/stripe.ts'

/** The fakes of both payment gateways in a process that a test may kill. It sends their addresses to the test. */
const [folder = ''] = process.argv.slice(2)
const [stripe, fawry] = [await startStripeFake({ folder }), await startFawryFake({ folder })]
process.send?.({ stripe: stripe.url, fawry: fawry.url })
