import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import analyzer from 'ts-unused-exports'

/**
 * What is used by its name or its place alone: handlers, the parts that a bundle has in another's stead, vitest's own; and
 * what is only loaded by `import()`.
 */
const BY_NAME = [
  /^functions\/[\w-]+\/[\w-]+\.ts: handler$/,
  /^infra\/bundle\/(?!beside|bundle|report|cold-load|build-id|left-out)[\w-]+\.ts: /,
  /^infra\/bundle\/testing\/[\w-]+\.ts: handler$/,
  /^lib\/gateways\/language-model\/bedrock-sdk\.ts: /,
  /^lib\/testing\/global-setup\.ts: default$/,
  /^lib\/testing\/slow-files-first\.ts: SlowFilesFirst$/,
]

/** Exports that nothing imports; types may be exported for the one who reads a signature. */
export function unusedExports(): readonly string[] {
  const root = process.cwd()
  const folder = path.join(root, 'node_modules/.cache')
  const tsconfig = path.join(folder, 'unused-exports.json')
  const paths = Object.fromEntries(['lib', 'functions', 'infra'].map((name) => [`#${name}/*`, [`${name}/*`]]))
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    tsconfig,
    JSON.stringify({
      extends: path.join(root, 'tsconfig.json'),
      compilerOptions: { baseUrl: root, paths },
      include: ['functions', 'lib', 'infra', 'bench'].map((name) => path.join(root, name)),
    }),
  )
  const { unusedExports: found } = analyzer.analyzeTsConfig(tsconfig, [
    '--allowUnusedTypes',
    '--searchNamespaces',
  ])
  return Object.entries(found)
    .flatMap(([file, names]) => names.map(({ exportName }) => `${path.relative(root, file)}: ${exportName}`))
    .filter((entry) => !BY_NAME.some((pattern) => pattern.test(entry)))
}
