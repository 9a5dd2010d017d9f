import { build, type BuildOptions, type Plugin } from 'esbuild'

/** Code that is bundled once, with all that it requires, and put behind the code of each function that has it. */
export interface SharedPackage {
  /** Resolves imports of it to what the last lines of a bundle declare. */
  readonly plugin: Plugin
  /** What these lines are: all of it as one function, on lines of its own so that source maps need not know of it. */
  readonly code: Uint8Array
  /** The files in it, with their bytes. */
  readonly parts: Readonly<Record<string, number>>
  /** The name with which the inputs of a bundle list it. */
  readonly inputName: string
}

/**
 * Bundles what is imported by a name once instead of once for each function: linking and printing mongoose and its driver,
 * which cannot be shaken (CommonJS), a hundred times was nine tenths of a build. The function is declared and not
 * assigned, so that it is there before the first line runs; `module` and `exports` are those of its own place in the
 * bundle. What no cold start calls is not compiled by one: V8 only passes over the function.
 */
export async function shareOnce(name: string, options: BuildOptions): Promise<SharedPackage> {
  const loader = `load${name.replace(/\W+/g, '_')}`
  const isIt = new RegExp(`^${name.replace(/[/.]/g, '\\$&')}$`)
  const result = await build({
    ...options,
    stdin: { contents: `module.exports = require('${name}')`, resolveDir: options.absWorkingDir ?? '.' },
    outfile: 'shared.cjs',
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
        pass.onResolve({ filter: isIt }, () => ({ path: name, namespace: 'shared' }))
        pass.onLoad({ filter: isIt, namespace: 'shared' }, () => ({ contents: `${loader}(module, exports)` }))
      },
    },
    code: Buffer.from(`function ${loader}(module, exports) {\n${file.text}}\n`),
    parts: Object.fromEntries(
      Object.entries(output.inputs)
        .filter(([part, { bytesInOutput }]) => part !== '<stdin>' && bytesInOutput > 0)
        .map(([part, { bytesInOutput }]) => [part, bytesInOutput]),
    ),
    inputName: `shared:${name}`,
  }
}
