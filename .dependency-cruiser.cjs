const { readdirSync } = require('node:fs')

/**
 * Which way imports may go (docs/architecture.md has the picture). infra reads manifests, functions use lib, and
 * in lib each floor stands on the floors below it and knows nothing of those above.
 */
const tests = '(\\.test\\.ts$|^lib/testing/)'
/** What a gateway tells of itself without an SDK: shapes and names. */
const pureGateways = '^lib/gateways/.+(\\.schemas|/purposes)\\.ts$'

/** The folders of lib, from the ground up. Whatever is not named here is a noun, on the floor of the nouns. */
const ground = ['platform', 'errors']
const model = ['model']
const gateways = ['gateways']
const shared = [
  'activity',
  'embedded',
  'contact-masking',
  'encryption',
  'events',
  'idempotency',
  'limits',
  'lists',
  'mail',
  'money',
  'settings',
  'work',
]
const processEngine = ['process']
const lambda = ['lambda']
const named = [...ground, ...model, ...gateways, ...shared, ...processEngine, ...lambda, 'testing']
const nouns = readdirSync('lib').filter((folder) => !named.includes(folder))

const FLOORS = { ground, model, gateways, shared, process: processEngine, nouns, lambda }

const within = (folders) => `^lib/(${folders.join('|')})(/|$)`

/** One rule for each floor that has others above it: it imports nothing of theirs. */
const floorRules = Object.entries(FLOORS)
  .map(([floor, folders], height, floors) => ({
    name: `the-floor-${floor}-knows-nothing-above-it`,
    comment: 'An import climbs. Move what both need to a lower floor, or the caller to a higher one.',
    severity: 'error',
    scope: 'folder',
    from: { path: within(folders) },
    to: { path: within(floors.slice(height + 1).flatMap(([, above]) => above)) },
  }))
  .slice(0, -1)

module.exports = {
  forbidden: [
    ...floorRules,
    {
      name: 'no-circle-of-folders',
      comment: 'Two folders that need each other are one folder, or share a third one below.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^lib/' },
      to: { circular: true },
    },
    {
      name: 'no-circle-of-files',
      severity: 'error',
      from: {},
      to: {
        circular: true,
        viaOnly: { dependencyTypesNot: ['type-only'] },
      },
    },
    {
      name: 'lib-never-imports-functions',
      severity: 'error',
      from: { path: '^lib/', pathNot: tests },
      to: { path: '^functions/' },
    },
    {
      name: 'lib-and-functions-never-import-infra',
      severity: 'error',
      from: { path: '^(lib|functions)/', pathNot: tests },
      to: { path: '^infra/' },
    },
    {
      name: 'made-up-worlds-know-no-ranking',
      comment: 'What judges the ranking shares no code with it.',
      severity: 'error',
      from: { path: '^bench/matching-worlds/' },
      to: { path: '^(lib/(?!testing/random)|infra/|functions/)' },
    },
    {
      name: 'the-ranking-knows-no-made-up-worlds',
      severity: 'error',
      from: { path: '^(lib|functions|infra)/' },
      to: { path: '^bench/' },
    },
    {
      name: 'manifests-are-pure',
      comment:
        'A routes file is zod and nothing that opens a database or an SDK: CDK, OpenAPI and tests read it.',
      severity: 'error',
      from: { path: '(\\.routes\\.ts|^functions/(routes|consumers)\\.ts|schedules/schedules\\.ts)$' },
      to: {
        reachable: true,
        pathNot: pureGateways,
        path: '(node_modules/(mongoose|mongodb|firebase-admin|cloudinary|resend|stripe|@aws-sdk)/|\\.model\\.ts$|^lib/gateways/)',
      },
    },
    {
      name: 'handlers-know-no-models-and-no-gateways',
      severity: 'error',
      from: { path: '^functions/', pathNot: tests },
      to: { path: '(\\.model\\.ts$|^lib/gateways/)', pathNot: `${pureGateways}|/sign-upload\\.ts$` },
    },
    {
      name: 'gateways-know-names-of-the-model-alone',
      comment: 'A gateway speaks to the outside and never to the database.',
      severity: 'error',
      from: { path: '^lib/gateways/', pathNot: tests },
      to: { path: '\\.model\\.ts$' },
    },
    {
      name: 'sdks-live-in-their-gateway',
      severity: 'error',
      from: { path: '^(lib|functions)/', pathNot: `(^lib/gateways/|${tests})` },
      to: { path: 'node_modules/(firebase-admin|cloudinary|resend|stripe|@aws-sdk)/' },
    },
    {
      name: 'tests-stay-out',
      severity: 'error',
      from: { path: '^(lib|functions)/', pathNot: tests },
      to: { path: tests },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
}
