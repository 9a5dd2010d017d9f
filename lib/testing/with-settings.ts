import { forgetConfig } from '#lib/platform/config.ts'

/** Runs `work` with these settings, and restores what was set before. */
export async function withSettings<T>(settings: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const before = { ...process.env }
  Object.assign(process.env, settings)
  forgetConfig()
  return work().finally(() => {
    for (const name of Object.keys(settings)) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = before[name]
    }
    forgetConfig()
  })
}
