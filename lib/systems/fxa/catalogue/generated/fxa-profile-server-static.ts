// Written by `npm run catalogue` from data/fxa-profile-server-static.json: change that, not this.

import type { Server } from '../server.ts';

/**
 * fxa-profile-server-static: serves avatars from a disk; for development.
 *
 * What must hold beside its variables:
 * - the volume that the worker writes to
 *
 * @see `mozilla/fxa@b5b6cccd1ae16ba1bfcaa5d6639e56cc3fdc3676:packages/fxa-profile-server/lib/config.js`
 */
export const server = {
  name: 'fxa-profile-server-static',
  image: 'fxa',
  folder: 'packages/fxa-profile-server',
  command: ['node', 'bin/_static.js'],
  ports: { http: { number: 1112, variable: 'PORT', value: '1111' } },
  bind: { variable: 'HOST', default: 'localhost' },
  mode: {
    variable: 'NODE_ENV',
    words: { production: 'production', stage: 'stage', development: 'development', test: 'test' },
  },
  health: { liveness: '/a/00000000000000000000000000000000', readiness: '/a/00000000000000000000000000000000' },
  replicas: { several: true, why: 'it only reads, on the volume of the worker', observed: false },
  stop: { onSigterm: 'ignores', how: 'it has no handler; as process 1 it serves on until SIGKILL', observed: true },
  idle: { memoryMiB: 55, listensAfterSeconds: 0.3 },
  variables: {
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
     * Id of the default avatar. It is 32 hexadecimal digits.
     *
     * @default `00000000000000000000000000000000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, img.defaultAvatarId`
     */
    DEFAULT_AVATAR_ID: {
      type: 'text',
      meaning: 'id of the default avatar',
      default: '00000000000000000000000000000000',
      pattern: '^[0-9a-f]{32}$',
      shape: '32 hexadecimal digits',
    },
    /**
     * Listen address. Needed always.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, server.host`
     */
    HOST: { type: 'text', meaning: 'listen address', default: 'localhost', needed: true },
    /**
     * Image store; this server is of use for local alone. One of `local` and `aws`. Needed always.
     *
     * @default `aws`; in development `local`; in test `local`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, img.driver`
     */
    IMG: {
      type: 'text',
      meaning: 'image store; this server is of use for local alone',
      default: 'aws',
      defaultIn: { development: 'local', test: 'local' },
      needed: true,
      oneOf: ['local', 'aws'],
    },
    /**
     * Directory to serve. It is letters, digits, _ and - for a bucket, or the absolute path of a folder. The default
     * is a placeholder that everybody knows.
     *
     * @default `BUCKET_NAME`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, img.uploads.dest.public`
     */
    IMG_UPLOADS_DEST_PUBLIC: {
      type: 'text',
      meaning: 'directory to serve',
      default: 'BUCKET_NAME',
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
     * One less than the listen port.
     *
     * @default `1111`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, server.port`
     */
    PORT: { type: 'port', meaning: 'one less than the listen port', default: '1111' },
  },
} as const satisfies Server;
