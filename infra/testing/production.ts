/** The settings of a production stage for tests. */
export const production = {
  STAGE: 'prod',
  ALLOWED_ORIGINS: 'https://craftworks.example,https://admin.craftworks.example',
  PUBLIC_URL: 'https://www.craftworks.example',
  EMAIL_FROM: 'Craftworks <no-reply@craftworks.example>',
  CONTACT_EMAIL: 'support@craftworks.example',
  CLOUDINARY_CLOUD_NAME: 'craftworks',
  ALARM_EMAIL: 'on-call@craftworks.example',
}
