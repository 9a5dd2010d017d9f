import { afterAll, beforeAll } from 'vitest'
import type { StandIn } from '#infra/local/stand-ins/stand-in.ts'
import { forgetConfig } from '#lib/platform/config.ts'

/** Starts a stand-in for the tests of a file, with its settings in place; what is answered is filled by then. */
export function aStandIn<S extends StandIn>(start: () => Promise<S>): { readonly its: S } {
  const holder: { its?: S } = {}
  beforeAll(async () => {
    holder.its = await start()
    Object.assign(process.env, holder.its.env)
    forgetConfig()
  })
  afterAll(async () => {
    await holder.its?.stop()
    for (const name of Object.keys(holder.its?.env ?? {})) Reflect.deleteProperty(process.env, name)
    forgetConfig()
  })
  return holder as { readonly its: S } // tests run after beforeAll
}
