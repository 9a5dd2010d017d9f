import { afterEach, describe, expect, it, vi } from 'vitest'
import { circuitOf } from '#lib/gateways/language-model/circuit.ts'
import { realTime, SECOND } from '#lib/platform/clock.ts'

const succeed = () => Promise.resolve('done')
const fail = () => Promise.reject(new Error('away'))

/** A circuit after these calls, which opens for ten seconds after two failures in a row. */
async function aCircuitAfter(...calls: readonly (() => Promise<string>)[]) {
  const circuit = circuitOf({ failures: 2, restMs: 10 * SECOND })
  for (const call of calls) await circuit.run(call).catch(() => undefined)
  return circuit
}

const later = (ms: number) => void vi.useFakeTimers({ now: realTime().getTime() + ms, toFake: ['Date'] })

afterEach(() => void vi.useRealTimers())

describe('a circuit', () => {
  it('hands on what a call gives or throws', async () => {
    const circuit = await aCircuitAfter()
    expect(await circuit.run(succeed)).toBe('done')
    await expect(circuit.run(fail)).rejects.toThrow('away')
  })

  it('opens after so many failures in a row, and not after as many with a success between them', async () => {
    expect((await aCircuitAfter(fail)).isOpen()).toBe(false)
    expect((await aCircuitAfter(fail, succeed, fail)).isOpen()).toBe(false)
    expect((await aCircuitAfter(fail, fail)).isOpen()).toBe(true)
  })

  it('closes after its rest, and opens again with the first failure', async () => {
    // Prepare
    const circuit = await aCircuitAfter(fail, fail)
    // Act
    later(10 * SECOND)
    const rested = circuit.isOpen()
    await circuit.run(fail).catch(() => undefined)
    // Assess
    expect([rested, circuit.isOpen()]).toEqual([false, true])
  })

  it('is as new after a success', async () => {
    // Prepare
    const circuit = await aCircuitAfter(fail, fail)
    later(10 * SECOND)
    // Act
    await circuit.run(succeed)
    await circuit.run(fail).catch(() => undefined)
    // Assess
    expect(circuit.isOpen()).toBe(false)
  })

  it('closes with the success of a call that was under way', async () => {
    // Prepare
    const circuit = await aCircuitAfter()
    const { promise, resolve } = Promise.withResolvers<string>()
    const underWay = circuit.run(() => promise)
    for (const call of [fail, fail]) await circuit.run(call).catch(() => undefined)
    const before = circuit.isOpen()
    // Act
    resolve('done')
    await underWay
    // Assess
    expect([before, circuit.isOpen()]).toEqual([true, false])
  })
})
