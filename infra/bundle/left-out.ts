import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

/**
 * Parts of packages that no function ever calls but that their packages import all the same: what zod
 * writes JSON Schema with (OpenAPI is made while building), and the driver's client-side encryption
 * (a native package that is not installed) and its logins by the machines of other clouds. They take
 * 20 KB of every compressed bundle.
 */
const UNUSED =
  /[/\\](zod[/\\]v4[/\\]core[/\\](json-schema-processors|to-json-schema)|mongodb[/\\]lib[/\\]client-side-encryption[/\\](auto_encrypter|client_encryption|providers[/\\]azure)|mongodb[/\\]lib[/\\]cmap[/\\]auth[/\\]mongodb_oidc[/\\]\w+)\.js$/

/** Bundles those files as their bare names: whoever calls one after all is told so. */
export const leftOut: Plugin = {
  name: 'left out',
  setup(pass) {
    pass.onLoad({ filter: UNUSED }, async ({ path }) => ({
      contents: namesOnly(await readFile(path, 'utf8')),
    }))
  },
}

function namesOnly(source: string): string {
  const inModule = [...source.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name)
  const inCommonJs = [...source.matchAll(/^exports\.(\w+) = /gm)].map(([, name]) => name)
  if (inModule.length + inCommonJs.length === 0)
    throw new Error('A part to leave out has no exports to name.')
  return [
    "function leftOut(){throw new Error('This part of a package is left out of bundles.')}",
    ...new Set(inModule.map((name) => `export{leftOut as ${name}};`)),
    ...new Set(inCommonJs.map((name) => `exports.${name}=leftOut;`)),
  ].join('\n')
}
