// Loaded before the TypeScript entry, which an older Node cannot even read.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 24 && !(major === 22 && minor >= 18)) {
  process.stderr.write(
    `Craftworks runs on Node 24, and this is ${process.version}. The node package among the devDependencies ` +
      `brings it: run \`npm ci\` (without --ignore-scripts), then \`npm start\` again.\n`,
  )
  process.exit(1)
}
