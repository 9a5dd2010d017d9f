import { workAndDie } from '#lib/testing/crash-points.ts'
import { providerAt } from '#lib/testing/payout-provider.ts'
import { runPayoutsThrough } from '#lib/testing/payouts.ts'

/** A script that runs payouts in a process that is killed at a point. Its argument is the provider's address. */
await workAndDie('crashing-payout-run', ([url = '']) => runPayoutsThrough(providerAt(url)))
