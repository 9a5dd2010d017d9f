/** The region and the credentials that Lambda puts into the environment of a function; elsewhere they may be missing. */
interface AwsEnvironment {
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string | undefined
}

/** They are read anew each time, since tests and one machine set them late. */
export function awsEnvironment(): AwsEnvironment | null {
  const {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env
  if (!region || !accessKeyId || !secretAccessKey) return null
  return { region, accessKeyId, secretAccessKey, sessionToken }
}
