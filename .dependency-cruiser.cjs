/** Imports go one way (docs/decisions and README): infra reads manifests, functions use lib, lib stands alone. */
const tests = '(\\.test\\.ts$|^lib/testing/)'
/** What a gateway tells of itself without an SDK: shapes and names. */
const pureGateways = '^lib/gateways/.+(\\.schemas|/purposes)\\.ts$'

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
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
      name: 'the-platform-knows-no-domain',
      severity: 'error',
      from: { path: '^lib/(platform|errors|money)/', pathNot: tests },
      to: { path: '^lib/', pathNot: '^lib/(platform|errors|money)/' },
    },
    {
      name: 'gateways-know-no-domain',
      severity: 'error',
      from: { path: '^lib/gateways/', pathNot: tests },
      to: { path: '^lib/', pathNot: '^lib/(platform|errors|money|gateways|images)/' },
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
