import type { RestoreStep } from '#infra/ops/restore/restore-steps.ts'

type Print = (line: string) => void

/** Runs steps one after the other and prints how long each took and what it found. The first that fails ends it. */
export async function runSteps(steps: readonly RestoreStep[], print: Print): Promise<void> {
  for (const { name, run } of steps) {
    const began = performance.now()
    const found = await run()
    const seconds = ((performance.now() - began) / 1_000).toFixed(1)
    print(`${seconds.padStart(7)} s  ${name.padEnd(11)}${found}`)
  }
}
