import js from '@eslint/js'
import importSort from 'eslint-plugin-simple-import-sort'
import tseslint from 'typescript-eslint'

const everywhere = [
  {
    selector: 'ImportDeclaration[source.value=/^zod/] ImportSpecifier[imported.name="z"]',
    message: 'Write `import * as z from "zod"`: the named import is five times the bundle.',
  },
  {
    selector: 'MemberExpression[property.name="constructEventWithoutVerification"]',
    message: 'A webhook is believed by its signature alone.',
  },
]
const clockOnly = 'Ask clock() (business time) or realTime() of #lib/platform/clock.ts.'
const wallClock = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: clockOnly },
  { selector: 'MemberExpression[object.name="Date"][property.name="now"]', message: clockOnly },
]
const environment = [
  {
    selector: 'MemberExpression[object.name="process"][property.name="env"]',
    message: 'Settings come from config(section) of #lib/platform/config.ts.',
  },
]
const tests = ['**/*.test.ts', 'lib/testing/**']

export default tseslint.config(
  { ignores: ['dist/', 'cdk.out/', '.local/', 'coverage/', 'logs/'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts'],
    plugins: { 'import-sort': importSort },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'import-sort/imports': ['error', { groups: [['^\\u0000', '^node:', '^@?\\w', '^#', '^\\.']] }],
      'no-useless-rename': 'error',
      'object-shorthand': ['error', 'properties'],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      complexity: ['error', 16],
      'no-control-regex': 'off', // what people may not write is full of control characters
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', ...everywhere],
    },
  },
  {
    files: ['lib/**/*.ts', 'functions/**/*.ts'],
    ignores: tests,
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...everywhere, ...wallClock, ...environment],
    },
  },
  {
    files: ['lib/platform/**/*.ts', 'lib/lambda/connect-early.ts', 'lib/lambda/queue/postpone-messages.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere, ...wallClock] },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { require: 'readonly', module: 'writable', process: 'readonly', __dirname: 'readonly' },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['infra/local/console/assets/*.js'], // run in browsers
    languageOptions: {
      globals: Object.fromEntries(
        [
          'clearTimeout',
          'document',
          'fetch',
          'location',
          'navigator',
          'setInterval',
          'setTimeout',
          'URL',
          'WebSocket',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  { files: ['lib/platform/clock.ts'], rules: { 'no-restricted-syntax': ['error', ...everywhere] } },
  {
    files: tests,
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-non-null-assertion': 'error' },
  },
)
