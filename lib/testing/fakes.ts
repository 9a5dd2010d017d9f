import { afterAll, beforeAll } from 'vitest'
import type { FakeServer } from '#infra/fakes/fake-server.ts'
import { forgetConfig } from '#lib/platform/config.ts'

/** Starts a fake for the tests of a file and applies its settings. `its` is available once the tests run. */
export function aFake<S extends FakeServer>(start: () => Promise<S>): { readonly its: S } {
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
