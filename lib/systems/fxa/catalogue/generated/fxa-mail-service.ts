// Written by `npm run catalogue` from data/fxa-mail-service.json: change that, not this.

import type { Server } from '../server.ts';

/**
 * fxa-mail-service: sends mail through SES, SMTP, SendGrid or SocketLabs.
 *
 * Later releases are without it, from 2022-01-19 on.
 *
 * @see `mozilla/fxa@b5b6cccd1ae16ba1bfcaa5d6639e56cc3fdc3676:packages/fxa-email-service/src/settings/mod.rs`
 */
export const server = {
  name: 'fxa-mail-service',
  image: 'mozilla/fxa-email-service',
  folder: '/app/bin',
  command: ['/app/bin/fxa_email_send'],
  ports: { http: { number: 8001, variable: 'FXA_EMAIL_PORT' } },
  bind: { variable: 'FXA_EMAIL_HOST', default: 'localhost' },
  mode: { variable: 'FXA_EMAIL_ENV', words: { production: 'production', development: 'dev', test: 'test' } },
  health: { liveness: '/__lbheartbeat__', readiness: '/__heartbeat__', version: '/__version__', asks: 'auth-db' },
  replicas: {
    several: true,
    why: 'state is in Redis and auth-db; one client of Redis is shared within a process, so more pods take more load',
    observed: false,
  },
  stop: { onSigterm: 'ignores', how: 'its framework has no graceful stop', observed: false },
  together: [
    ['FXA_EMAIL_AWS_KEYS_ACCESS', 'FXA_EMAIL_AWS_KEYS_SECRET'],
    [
      'FXA_EMAIL_AWS_SQSURLS_BOUNCE',
      'FXA_EMAIL_AWS_SQSURLS_COMPLAINT',
      'FXA_EMAIL_AWS_SQSURLS_DELIVERY',
      'FXA_EMAIL_AWS_SQSURLS_NOTIFICATION',
    ],
  ],
  extraProcesses: {
    'email-queues': {
      kind: 'Deployment',
      command: ['/app/bin/fxa_email_queues'],
      meaning: 'takes bounces and complaints off their queues; needs all four FXA_EMAIL_AWS_SQSURLS_*, and has no port',
    },
  },
  variables: {
    /**
     * HTTP API of auth-db. It is with a slash at its end and no underscore in its host. The server dials it. Needed
     * always.
     *
     * @default `http://localhost:8000/`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_AUTHDB_BASEURI: {
      type: 'url',
      meaning: 'HTTP API of auth-db',
      default: 'http://localhost:8000/',
      needed: true,
      address: 'dialled',
      pattern: '^https?://[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*(:[0-9]+)?/([A-Za-z0-9-]+/)*$',
      shape: 'with a slash at its end and no underscore in its host',
    },
    /**
     * Id of an AWS key, for SES and SQS. It is capitals and digits. Secret, from key `aws-keys-access` of Secret
     * `fxa-mail-service`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_AWS_KEYS_ACCESS: {
      type: 'text',
      meaning: 'id of an AWS key, for SES and SQS',
      pattern: '^[A-Z0-9]+$',
      shape: 'capitals and digits',
      secret: true,
      secretKey: 'fxa-mail-service/aws-keys-access',
    },
    /**
     * The AWS key, for SES and SQS. It is of the letters of base64. Secret, from key `aws-keys-secret` of Secret
     * `fxa-mail-service`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_AWS_KEYS_SECRET: {
      type: 'text',
      meaning: 'the AWS key, for SES and SQS',
      pattern: '^[A-Za-z0-9+/=]+$',
      shape: 'of the letters of base64',
      secret: true,
      secretKey: 'fxa-mail-service/aws-keys-secret',
    },
    /**
     * AWS region of SES and SQS. It is an AWS region, such as "us-east-1".
     *
     * @default `us-west-2`; in development `us-east-1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_AWS_REGION: {
      type: 'text',
      meaning: 'AWS region of SES and SQS',
      default: 'us-west-2',
      defaultIn: { development: 'us-east-1' },
      pattern: '^[a-z]{2}(-[a-z]+)+-[0-9]$',
      shape: 'an AWS region, such as "us-east-1"',
    },
    /**
     * SQS queue of bounces. It is of a queue at amazonaws.com. The server dials it.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_AWS_SQSURLS_BOUNCE: {
      type: 'url',
      meaning: 'SQS queue of bounces',
      address: 'dialled',
      pattern: '^https://sqs\\.[a-z0-9-]+\\.amazonaws\\.com/[0-9]+/[A-Za-z0-9-]+$',
      shape: 'of a queue at amazonaws.com',
    },
    /**
     * SQS queue of complaints. It is of a queue at amazonaws.com. The server dials it.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_AWS_SQSURLS_COMPLAINT: {
      type: 'url',
      meaning: 'SQS queue of complaints',
      address: 'dialled',
      pattern: '^https://sqs\\.[a-z0-9-]+\\.amazonaws\\.com/[0-9]+/[A-Za-z0-9-]+$',
      shape: 'of a queue at amazonaws.com',
    },
    /**
     * SQS queue of deliveries. It is of a queue at amazonaws.com. The server dials it.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_AWS_SQSURLS_DELIVERY: {
      type: 'url',
      meaning: 'SQS queue of deliveries',
      address: 'dialled',
      pattern: '^https://sqs\\.[a-z0-9-]+\\.amazonaws\\.com/[0-9]+/[A-Za-z0-9-]+$',
      shape: 'of a queue at amazonaws.com',
    },
    /**
     * SQS queue that this service fills for the auth server. It is of a queue at amazonaws.com. The server dials it.
     * Equal to `fxa-auth-server NOTIFICATION_QUEUE_URL`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_AWS_SQSURLS_NOTIFICATION: {
      type: 'url',
      meaning: 'SQS queue that this service fills for the auth server',
      address: 'dialled',
      pattern: '^https://sqs\\.[a-z0-9-]+\\.amazonaws\\.com/[0-9]+/[A-Za-z0-9-]+$',
      shape: 'of a queue at amazonaws.com',
    },
    /**
     * Refuse mail to addresses that bounced.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_DELIVERYPROBLEMLIMITS_ENABLED: {
      type: 'boolean',
      meaning: 'refuse mail to addresses that bounced',
      default: 'true',
    },
    /**
     * Mode that the server runs in; production refuses placeholders of secrets. One of `dev`, `production`, and
     * `test`.
     *
     * @default `production`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_ENV: {
      type: 'text',
      meaning: 'mode that the server runs in; production refuses placeholders of secrets',
      default: 'production',
      oneOf: ['dev', 'production', 'test'],
    },
    /**
     * Key that hashes message ids in Redis. Needed in `production`. Secret, from key `hmackey` of Secret
     * `fxa-mail-service`. The default is a placeholder that everybody knows.
     *
     * @default `YOU MUST CHANGE ME`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_HMACKEY: {
      type: 'text',
      meaning: 'key that hashes message ids in Redis',
      default: 'YOU MUST CHANGE ME',
      needed: { in: ['production'] },
      placeholder: true,
      secret: true,
      secretKey: 'fxa-mail-service/hmackey',
    },
    /**
     * Listen address. It is without underscores. Needed always.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_HOST: {
      type: 'text',
      meaning: 'listen address',
      default: 'localhost',
      needed: true,
      pattern: '^[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*$',
      shape: 'without underscores',
    },
    /**
     * Log format. One of `mozlog` and `pretty`.
     *
     * @default `mozlog`; in development `pretty`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_LOG_FORMAT: {
      type: 'text',
      meaning: 'log format',
      default: 'mozlog',
      defaultIn: { development: 'pretty' },
      oneOf: ['mozlog', 'pretty'],
    },
    /**
     * How much is logged. One of `normal`, `debug`, `critical`, and `off`.
     *
     * @default `off`; in development `normal`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_LOG_LEVEL: {
      type: 'text',
      meaning: 'how much is logged',
      default: 'off',
      defaultIn: { development: 'normal' },
      oneOf: ['normal', 'debug', 'critical', 'off'],
    },
    /**
     * Listen port.
     *
     * @default `8001`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_PORT: { type: 'port', meaning: 'listen port', default: '8001' },
    /**
     * How mail is sent unless a request says otherwise. One of `mock`, `sendgrid`, `ses`, `smtp`, and `socketlabs`.
     * Needed in `production`.
     *
     * @default `ses`; in development `smtp`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_PROVIDER_DEFAULT: {
      type: 'text',
      meaning: 'how mail is sent unless a request says otherwise',
      default: 'ses',
      defaultIn: { development: 'smtp' },
      needed: { in: ['production'] },
      oneOf: ['mock', 'sendgrid', 'ses', 'smtp', 'socketlabs'],
    },
    /**
     * Ignore the provider named in a request.
     *
     * @default `false`; in development `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_PROVIDER_FORCEDEFAULT: {
      type: 'boolean',
      meaning: 'ignore the provider named in a request',
      default: 'false',
      defaultIn: { development: 'true' },
    },
    /**
     * Redis of message data and delivery problems. It is without underscores. The server dials it. Needed always.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_REDIS_HOST: {
      type: 'host',
      meaning: 'Redis of message data and delivery problems',
      default: 'localhost',
      needed: true,
      address: 'dialled',
      pattern: '^[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*$',
      shape: 'without underscores',
    },
    /**
     * Port of the Redis of message data.
     *
     * @default `6379`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_REDIS_PORT: { type: 'port', meaning: 'port of the Redis of message data', default: '6379' },
    /**
     * Key of the web framework Rocket. It is 256 bits in base64. Needed in `production`. Secret, from key `secretkey`
     * of Secret `fxa-mail-service`. The default is a placeholder that everybody knows.
     *
     * @default `youmustchangethisfortheproductionenvironment`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_SECRETKEY: {
      type: 'text',
      meaning: 'key of the web framework Rocket',
      default: 'youmustchangethisfortheproductionenvironment',
      needed: { in: ['production'] },
      placeholder: true,
      pattern: '^[A-Za-z0-9+/]{43}=$',
      shape: '256 bits in base64',
      secret: true,
      secretKey: 'fxa-mail-service/secretkey',
    },
    /**
     * From address of mails. It is a mail address, such as "accounts@example.com". Needed in `production`.
     *
     * @default `accounts@firefox.com`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_SENDER_ADDRESS: {
      type: 'text',
      meaning: 'From address of mails',
      default: 'accounts@firefox.com',
      needed: { in: ['production'] },
      pattern: '^[^@\\s]{1,64}@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$',
      shape: 'a mail address, such as "accounts@example.com"',
    },
    /**
     * From name of mails. It is of letters, digits and dashes, with single blanks between words.
     *
     * @default `Firefox Accounts`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_SENDER_NAME: {
      type: 'text',
      meaning: 'From name of mails',
      default: 'Firefox Accounts',
      pattern: '^[A-Za-z0-9-]+( [A-Za-z0-9-]+)*$',
      shape: 'of letters, digits and dashes, with single blanks between words',
    },
    /**
     * API key of SendGrid. It is of letters, digits, dots, dashes and underscores. Needed where
     * FXA_EMAIL_PROVIDER_DEFAULT is `sendgrid`. Secret, from key `sendgrid-key` of Secret `fxa-mail-service`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_SENDGRID_KEY: {
      type: 'text',
      meaning: 'API key of SendGrid',
      needed: { when: { FXA_EMAIL_PROVIDER_DEFAULT: 'sendgrid' } },
      pattern: '^[A-Za-z0-9._-]+$',
      shape: 'of letters, digits, dots, dashes and underscores',
      secret: true,
      secretKey: 'fxa-mail-service/sendgrid-key',
    },
    /**
     * DSN of the Sentry project; without it nothing is reported. It is a Sentry DSN with the number of its project at
     * its end. Secret, from key `sentry-dsn` of Secret `fxa-mail-service`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_SENTRY_DSN: {
      type: 'text',
      meaning: 'DSN of the Sentry project; without it nothing is reported',
      pattern: '^https?://[A-Za-z0-9+/:=.]+@[A-Za-z0-9+/:=.]+/[0-9]+$',
      shape: 'a Sentry DSN with the number of its project at its end',
      secret: true,
      secretKey: 'fxa-mail-service/sentry-dsn',
    },
    /**
     * Password at the mail relay. Secret, from key `smtp-credentials-password` of Secret `fxa-mail-service`.
     *
     * @deprecated The program does nothing with it.
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_SMTP_CREDENTIALS_PASSWORD: {
      type: 'text',
      meaning: 'password at the mail relay',
      secret: true,
      secretKey: 'fxa-mail-service/smtp-credentials-password',
    },
    /**
     * User at the mail relay. Secret, from key `smtp-credentials-user` of Secret `fxa-mail-service`.
     *
     * @deprecated The program does nothing with it.
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_SMTP_CREDENTIALS_USER: {
      type: 'text',
      meaning: 'user at the mail relay',
      secret: true,
      secretKey: 'fxa-mail-service/smtp-credentials-user',
    },
    /**
     * Relay of outgoing mail, spoken to in plain text and without a login. It is without underscores. The server dials
     * it. Needed where FXA_EMAIL_PROVIDER_DEFAULT is `smtp`.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_SMTP_HOST: {
      type: 'host',
      meaning: 'relay of outgoing mail, spoken to in plain text and without a login',
      default: 'localhost',
      needed: { when: { FXA_EMAIL_PROVIDER_DEFAULT: 'smtp' } },
      address: 'dialled',
      pattern: '^[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*$',
      shape: 'without underscores',
    },
    /**
     * Port of the mail relay.
     *
     * @default `25`; in development `9999`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_SMTP_PORT: {
      type: 'port',
      meaning: 'port of the mail relay',
      default: '25',
      defaultIn: { development: '9999' },
    },
    /**
     * API key of SocketLabs. Needed where FXA_EMAIL_PROVIDER_DEFAULT is `socketlabs`. Secret, from key
     * `socketlabs-key` of Secret `fxa-mail-service`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_SOCKETLABS_KEY: {
      type: 'text',
      meaning: 'API key of SocketLabs',
      needed: { when: { FXA_EMAIL_PROVIDER_DEFAULT: 'socketlabs' } },
      secret: true,
      secretKey: 'fxa-mail-service/socketlabs-key',
    },
    /**
     * Server id at SocketLabs. To 65535. Needed where FXA_EMAIL_PROVIDER_DEFAULT is `socketlabs`. Secret, from key
     * `socketlabs-serverid` of Secret `fxa-mail-service`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-email-service/src/settings/mod.rs`
     */
    FXA_EMAIL_SOCKETLABS_SERVERID: {
      type: 'integer',
      meaning: 'server id at SocketLabs',
      needed: { when: { FXA_EMAIL_PROVIDER_DEFAULT: 'socketlabs' } },
      maximum: 65535,
      secret: true,
      secretKey: 'fxa-mail-service/socketlabs-serverid',
    },
  },
} as const satisfies Server;
