import { execFile } from 'node:child_process'
import { expect, it } from 'vitest'
import { ROOT } from '#infra/local/settings.ts'

it('fails where no test has to do with the files that are named, since nothing was tested', async () => {
  // Act
  const ended = await new Promise<{ code: unknown; err: string }>((resolve) => {
    execFile(process.execPath, ['infra/checks/test-quick.ts', 'README.md'], { cwd: ROOT }, (error, _, err) =>
      resolve({ code: error?.code ?? 0, err }),
    )
  })
  // Assess
  expect(ended).toEqual({ code: 1, err: expect.stringContaining('No test that is quick enough') })
})
