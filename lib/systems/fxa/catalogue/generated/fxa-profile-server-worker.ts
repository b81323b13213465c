// Written by `npm run catalogue` from data/fxa-profile-server-worker.json: change that, not this.

import type { Server } from '../server.ts';

/**
 * fxa-profile-server-worker: makes avatars of uploaded pictures.
 *
 * What must hold beside its variables:
 * - the folder var/public where IMG is local
 *
 * @see `mozilla/fxa@b5b6cccd1ae16ba1bfcaa5d6639e56cc3fdc3676:packages/fxa-profile-server/lib/config.js`
 */
export const server = {
  name: 'fxa-profile-server-worker',
  image: 'fxa',
  folder: 'packages/fxa-profile-server',
  command: ['node', 'bin/worker.js'],
  ports: { http: { number: 1113, variable: 'WORKER_PORT' } },
  bind: { variable: 'WORKER_HOST', default: 'localhost' },
  mode: {
    variable: 'NODE_ENV',
    words: { production: 'production', stage: 'stage', development: 'development', test: 'test' },
  },
  health: { liveness: '/__heartbeat__', readiness: '/__heartbeat__' },
  replicas: {
    several: true,
    why: 'it keeps nothing where pictures go to S3; on a disk, all pods and the static server need one volume that many may write',
    observed: false,
    when: { IMG: 'aws' },
  },
  stop: { onSigterm: 'ignores', how: 'it has no handler; as process 1 it serves on until SIGKILL', observed: true },
  idle: {
    memoryMiB: 68,
    listensAfterSeconds: 0.4,
    peakMemoryMiB: 650,
    note: 'six pictures of 2000 by 2000 pixels at once, with three child processes',
  },
  endsWithZeroOn: 'a missing folder where IMG is local',
  together: [['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']],
  variables: {
    /**
     * Id of an AWS key; needed where the server uses SQS, SNS, SES or S3 and its pod has no identity of its own there.
     * Secret, from key `aws-access-key-id` of Secret `fxa-profile-server-worker`.
     *
     * @see `npm aws-sdk, default credential provider chain`
     */
    AWS_ACCESS_KEY_ID: {
      type: 'text',
      meaning:
        'id of an AWS key; needed where the server uses SQS, SNS, SES or S3 and its pod has no identity of its own there',
      secret: true,
      secretKey: 'fxa-profile-server-worker/aws-access-key-id',
    },
    /**
     * The AWS key of AWS_ACCESS_KEY_ID. Secret, from key `aws-secret-access-key` of Secret
     * `fxa-profile-server-worker`.
     *
     * @see `npm aws-sdk, default credential provider chain`
     */
    AWS_SECRET_ACCESS_KEY: {
      type: 'text',
      meaning: 'the AWS key of AWS_ACCESS_KEY_ID',
      secret: true,
      secretKey: 'fxa-profile-server-worker/aws-secret-access-key',
    },
    /**
     * JSON files that are laid over the defaults, the later over the earlier; the environment wins, and missing files
     * are passed over in silence. The program splits it at commas.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js`
     */
    CONFIG_FILES: {
      type: 'list',
      meaning:
        'JSON files that are laid over the defaults, the later over the earlier; the environment wins, and missing files are passed over in silence',
      of: 'path',
    },
    /**
     * Image store: local or aws. One of `local` and `aws`.
     *
     * @default `aws`; in development `local`; in test `local`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, img.driver`
     */
    IMG: {
      type: 'text',
      meaning: 'image store: local or aws',
      default: 'aws',
      defaultIn: { development: 'local', test: 'local' },
      oneOf: ['local', 'aws'],
    },
    /**
     * Child processes per pod; memory and CPU requests follow it. Needed always.
     *
     * @default 1.25 times the CPUs of the node, rounded up; a limit of the pod does not count; in test `0`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, img.compute.maxProcesses`
     */
    IMG_COMPUTE_MAX_PROCESSES: {
      type: 'integer',
      meaning: 'child processes per pod; memory and CPU requests follow it',
      defaultIn: { test: '0' },
      needed: true,
    },
    /**
     * Cache time of stored images. A Duration; the program reads seconds.
     *
     * @default `31536000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, img.uploads.cacheControlSeconds`
     */
    IMG_UPLOADS_CACHE_CONTROL_SECONDS: { type: 'seconds', meaning: 'cache time of stored images', default: '31536000' },
    /**
     * Upload size bound. A Size; the program reads bytes.
     *
     * @default `2097152`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, img.uploads.maxSize`
     */
    IMG_UPLOADS_DEST_MAX_SIZE: { type: 'bytes', meaning: 'upload size bound', default: '2097152' },
    /**
     * Bucket name or directory. It is letters, digits, _ and - for a bucket, or the absolute path of a folder. Needed
     * where IMG is `aws`. The default is a placeholder that everybody knows.
     *
     * @default `BUCKET_NAME`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, img.uploads.dest.public`
     */
    IMG_UPLOADS_DEST_PUBLIC: {
      type: 'text',
      meaning: 'bucket name or directory',
      default: 'BUCKET_NAME',
      needed: { when: { IMG: 'aws' } },
      placeholder: true,
      pattern: '^([A-Za-z0-9_-]+|/.*)$',
      shape: 'letters, digits, _ and - for a bucket, or the absolute path of a folder',
    },
    /**
     * Least level that is logged.
     *
     * @default `info`; in development `all`; in test `warn`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, logging.level`
     */
    LOG_LEVEL: {
      type: 'text',
      meaning: 'least level that is logged',
      default: 'info',
      defaultIn: { development: 'all', test: 'warn' },
    },
    /**
     * Mode that the server runs in. One of `development`, `test`, `stage`, and `production`.
     *
     * @default `production`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, env`
     */
    NODE_ENV: {
      type: 'text',
      meaning: 'mode that the server runs in',
      default: 'production',
      oneOf: ['development', 'test', 'stage', 'production'],
    },
    /**
     * Listen address. Needed always.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, worker.host`
     */
    WORKER_HOST: { type: 'text', meaning: 'listen address', default: 'localhost', needed: true },
    /**
     * Listen port.
     *
     * @default `1113`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, worker.port`
     */
    WORKER_PORT: { type: 'port', meaning: 'listen port', default: '1113' },
  },
} as const satisfies Server;
