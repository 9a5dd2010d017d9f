import { readFileSync } from 'node:fs'
import path from 'node:path'
import { LICENCE_EXCEPTIONS, PERMISSIVE } from '#infra/checks/supply-chain/exceptions.ts'

/** A package of the production tree. */
export interface LicensedPackage {
  readonly name: string
  readonly version: string
  /** As an expression of SPDX; null if the package names none. */
  readonly licence: string | null
}

interface LockEntry {
  readonly version?: string
  readonly dev?: boolean
  readonly link?: boolean
  readonly license?: string
}

/** What `dependencies` bring, by the lock: one line for each package and version. */
export function productionTree(root: string): readonly LicensedPackage[] {
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, LockEntry>>
  }
  const found = Object.entries(lock.packages)
    .filter(([where, { dev, link }]) => where !== '' && !dev && !link)
    .map(([where, { version = '', license }]) => ({
      name: where.slice(where.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      licence: license ?? licenceInPackage(path.join(root, where)),
    }))
  const byNameAndVersion = new Map(found.map((one) => [`${one.name}@${one.version}`, one]))
  return [...byNameAndVersion.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Old packages name it in a list, which the lock does not have. */
function licenceInPackage(folder: string): string | null {
  try {
    const { license, licenses } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
      license?: string
      licenses?: readonly { type?: string }[]
    }
    return license ?? licenses?.map(({ type }) => type ?? 'unknown').join(' OR ') ?? null
  } catch {
    return null // an optional package for another system is not installed here
  }
}

/** What is wrong with the licences of a tree, a line for each package; and exceptions that nothing needs any more. */
export function licenceFaults(
  tree: readonly LicensedPackage[],
  exceptions: Readonly<Record<string, string>> = LICENCE_EXCEPTIONS,
): readonly string[] {
  const odd = tree.filter(({ licence }) => !isPermissive(licence))
  const unexplained = odd
    .filter(({ name }) => !(name in exceptions))
    .map(({ name, version, licence }) => `${name}@${version}: ${licence ?? 'names no licence'}`)
  const spare = Object.keys(exceptions)
    .filter((name) => !odd.some((one) => one.name === name))
    .map((name) => `${name}: is explained, and needs no explanation`)
  return [...unexplained, ...spare]
}

/** Of `A OR B` we may choose; `A AND B` are both to be kept. */
export function isPermissive(licence: string | null): boolean {
  if (licence === null) return false
  const bare = licence.trim().replace(/^\(([^()]*)\)$/, '$1')
  if (/[()]/.test(bare)) return false // nested expressions are read by a person
  return bare
    .replace(/\s+/g, ' ')
    .split(/ OR /i)
    .some((choice) => choice.split(/ AND /i).every((one) => PERMISSIVE.includes(one.trim())))
}
