import { readdirSync } from 'node:fs'

/**
 * Loads every model of this folder, so that mongoose knows them all. Whatever works on the whole database needs this
 * (indexes, resets, tests). A new `<name>.model.ts` is found by its name. Functions import single models.
 */
export async function loadModels(): Promise<void> {
  const names = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
  await Promise.all(names.map((name) => import(`./${name}.model.ts`)))
}

const SUFFIX = '.model.ts'
