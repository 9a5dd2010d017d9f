import { readdirSync } from 'node:fs'
import path from 'node:path'
import { ESLint } from 'eslint'
import ts from 'typescript'
import type { Outcome } from '#infra/checks/outcome.ts'
import { VerdictCache } from '#infra/checks/verdicts.ts'

/** Which of the two is asked for; `files`: the lint looks at these alone. */
export interface TypesAndLintRequest {
  readonly types: boolean
  readonly lint: boolean
  readonly files?: readonly string[]
}

/**
 * Run as a process of its own: the compiler's check and the lint, on one program. Rules about promises ask the compiler
 * for types; asked for one expression at a time, in a program of ESLint's own, that takes three times as long as after
 * the compiler has checked the file as a whole.
 */
const cache = new VerdictCache()
let opened: ts.EmitAndSemanticDiagnosticsBuilderProgram | undefined

const { types, lint, files } = JSON.parse(process.argv[2] ?? '{}') as TypesAndLintRequest
if (types) report('types', checkTypes)
if (lint) await lintFiles()
cache.save()
process.disconnect()

function report(name: string, check: () => Outcome): void {
  const began = performance.now()
  send(name, check(), began)
}

function send(name: string, outcome: Outcome, began: number): void {
  process.send?.({ name, outcome, ms: performance.now() - began })
}

/** The project as `tsc --incremental` has it: what did not change since is not checked again. */
function program(): ts.EmitAndSemanticDiagnosticsBuilderProgram {
  opened ??= open()
  return opened
}

function open(): ts.EmitAndSemanticDiagnosticsBuilderProgram {
  const host = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }: ts.Diagnostic) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'))
    },
  }
  const config = ts.getParsedCommandLineOfConfigFile('tsconfig.json', {}, host)
  if (!config) throw new Error('There is no tsconfig.json here.')
  const compilerHost = ts.createIncrementalCompilerHost(config.options)
  compilerHost.jsDocParsingMode = ts.JSDocParsingMode.ParseForTypeErrors // as tsc does: comments of packages take time
  return ts.createIncrementalProgram({
    rootNames: config.fileNames,
    options: config.options,
    configFileParsingDiagnostics: config.errors,
    host: compilerHost,
  })
}

function checkTypes(): Outcome {
  if (cache.areTypesRight()) return { ok: true, output: '' }
  const basic = [...program().getConfigFileParsingDiagnostics(), ...program().getSyntacticDiagnostics()]
  const found = [
    ...basic,
    ...(basic.length > 0
      ? []
      : [
          ...program().getOptionsDiagnostics(),
          ...program().getGlobalDiagnostics(),
          ...program().getSemanticDiagnostics(),
        ]),
  ]
  program().emit() // no JavaScript (noEmit): what the next run may build on
  if (found.length === 0) cache.keepTypesRight()
  const output = ts.formatDiagnostics(found, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => process.cwd(),
    getNewLine: () => '\n',
  })
  return { ok: found.length === 0, output }
}

async function lintFiles(): Promise<void> {
  const began = performance.now()
  const rules = new ESLint()
  const candidates = files ?? lintable()
  const ignored = await Promise.all(candidates.map((file) => rules.isPathIgnored(file)))
  const stale = candidates.filter((file, index) => !ignored[index] && !cache.isClean(file))
  if (stale.length === 0) return send('lint', { ok: true, output: '' }, began)

  const checked = program().getProgram()
  for (const file of stale) {
    const source = checked.getSourceFile(file)
    if (source) checked.getSemanticDiagnostics(source)
  }
  const typed = {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: false, programs: [checked] } },
  }
  const eslint = new ESLint({ overrideConfig: typed })
  const results = await eslint.lintFiles([...stale])
  const faulty = results.filter(({ messages }) => messages.length > 0) // warnings are faults too
  for (const { filePath, messages } of results) {
    if (messages.length === 0) cache.keepClean(path.relative(process.cwd(), filePath))
  }
  const { format } = await eslint.loadFormatter('stylish')
  send('lint', { ok: faulty.length === 0, output: await format(faulty) }, began)
}

/** Every file of a language that ESLint reads; the configuration says which of them it looks at. */
function lintable(folder = '.'): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) return /^(node_modules|\.git)$/.test(entry.name) ? [] : lintable(file)
    return /\.[cm]?[jt]sx?$/.test(file) ? [file] : []
  })
}
