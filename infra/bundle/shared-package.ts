import { build, type BuildOptions, type Plugin } from 'esbuild'

/** Where a bundle finds the package: a function that its last line declares. */
const LOADER = 'loadSharedPackage'

/** A package that is bundled once, with all that it requires, and put behind the code of each function that has it. */
export interface SharedPackage {
  /** Resolves imports of the package to what the last line of a bundle declares. */
  readonly plugin: Plugin
  /** What that line is: the package as one function, on lines of its own so that source maps need not know of it. */
  readonly code: Uint8Array
  /** The files in it, with their bytes. */
  readonly parts: Readonly<Record<string, number>>
  /** The name with which the inputs of a bundle list the package. */
  readonly inputName: string
}

/**
 * Bundles a package that cannot be shaken (CommonJS) once instead of once for each function: linking and printing
 * mongoose and its driver a hundred times was nine tenths of a build. The function is declared and not assigned, so that
 * it is there before the first line runs; `module` and `exports` are those of the package's own place in the bundle.
 */
export async function shareOnce(name: string, options: BuildOptions): Promise<SharedPackage> {
  const result = await build({
    ...options,
    stdin: { contents: `module.exports = require('${name}')`, resolveDir: options.absWorkingDir ?? '.' },
    outfile: `${name}.cjs`,
    write: false,
    metafile: true,
    sourcemap: false,
  })
  const [file] = result.outputFiles
  const [output] = Object.values(result.metafile.outputs)
  if (!file || !output) throw new Error(`esbuild wrote nothing for ${name}.`)
  return {
    plugin: {
      name: `shared ${name}`,
      setup(pass) {
        pass.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: 'shared' }))
        pass.onLoad({ filter: /.*/, namespace: 'shared' }, () => ({ contents: `${LOADER}(module, exports)` }))
      },
    },
    code: Buffer.from(`function ${LOADER}(module, exports) {\n${file.text}}\n`),
    parts: Object.fromEntries(
      Object.entries(output.inputs)
        .filter(([part, { bytesInOutput }]) => part !== '<stdin>' && bytesInOutput > 0)
        .map(([part, { bytesInOutput }]) => [part, bytesInOutput]),
    ),
    inputName: `shared:${name}`,
  }
}
